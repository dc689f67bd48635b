package io.labkeeper.actions.audit;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The parameters of {@code GET /api/audit}; one that is left out stands for "any". */
public class AuditQuery {
    private static final int MOST = 1000;
    private static final int USUAL = 100;

    @QueryParam("user")
    String user;

    @QueryParam("cluster")
    String cluster;

    @QueryParam("vmid")
    String vmid;

    @Parameter(description = "Such as action_asked, action_ended, batch_asked, cancel_asked, request_refused")
    @QueryParam("event")
    String event;

    @Parameter(description = "Such as accepted, succeeded, refused_conflict; \"refused\" for all that was refused")
    @QueryParam("result")
    String result;

    @Parameter(description = "At or after, RFC 3339")
    @QueryParam("from")
    String from;

    @Parameter(description = "Before, RFC 3339")
    @QueryParam("to")
    String to;

    @Parameter(description = "The \"next\" of the page before")
    @QueryParam("cursor")
    String cursor;

    @Parameter(description = "1 to 1000; 100 without it")
    @QueryParam("limit")
    String limit;

    /** Of {@link AuditBook#PAGE}; one line more than is shown tells whether there is another page. */
    Tuple parameters() {
        return Tuple.tuple()
                .addString(user)
                .addString(cluster)
                .addInteger(read("vmid", vmid, Integer::valueOf))
                .addString(event)
                .addString(result)
                .addOffsetDateTime(read("from", from, OffsetDateTime::parse))
                .addOffsetDateTime(read("to", to, OffsetDateTime::parse))
                .addLong(read("cursor", cursor, Long::valueOf))
                .addInteger(limit() + 1);
    }

    int limit() {
        Integer given = read("limit", limit, Integer::valueOf);
        if (given != null && (given < 1 || given > MOST)) {
            throw bad("limit", limit);
        }
        return given == null ? USUAL : given;
    }

    private static <T> T read(String name, String value, Function<String, T> reader) {
        try {
            return value == null ? null : reader.apply(value);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw bad(name, value);
        }
    }

    private static ProblemException bad(String name, String value) {
        return new ProblemException(
                ProblemType.INVALID_PARAMETER, "The parameter \"" + name + "\" cannot be \"" + value + "\".");
    }
}
