package io.labkeeper.actions.request;

import io.labkeeper.action.ActionPhase;
import io.labkeeper.caller.Caller;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.Function;

/** The parameters of {@code GET /api/actions}. */
public class ActionQuery {
    private static final int MOST = 1000;
    private static final int USUAL = 100;

    @QueryParam("vmid")
    String vmid;

    @QueryParam("cluster")
    String cluster;

    @QueryParam("state")
    String state;

    @QueryParam("user")
    String user;

    @QueryParam("batch")
    String batch;

    @QueryParam("from")
    String from;

    @QueryParam("to")
    String to;

    @QueryParam("cursor")
    String cursor;

    @QueryParam("limit")
    String limit;

    /** Users are shown their own actions, whatever they ask for. */
    ActionFilter filter(Caller caller) {
        return new ActionFilter(
                read("vmid", vmid, Integer::valueOf),
                cluster,
                read("state", state, word -> ActionPhase.ofWord(word).word()),
                caller.seesAll() ? user : caller.name(),
                read("batch", batch, UUID::fromString),
                read("from", from, ActionQuery::time),
                read("to", to, ActionQuery::time),
                read("cursor", cursor, UUID::fromString));
    }

    int limit() {
        Integer given = read("limit", limit, Integer::valueOf);
        if (given != null && (given < 1 || given > MOST)) {
            throw bad("limit", limit);
        }
        return given == null ? USUAL : given;
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text).toInstant();
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
