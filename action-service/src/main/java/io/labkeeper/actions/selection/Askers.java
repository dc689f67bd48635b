package io.labkeeper.actions.selection;

import io.labkeeper.caller.Caller;
import io.labkeeper.problem.CorrelationId;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/** From a request to the one who asks. */
public final class Askers {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

    private Askers() {}

    /**
     * @param idempotencyKey null without one
     * @throws ProblemException 400 if the key cannot be one
     */
    public static Asker of(Caller caller, String idempotencyKey, RoutingContext request) {
        if (idempotencyKey != null && !KEY.matcher(idempotencyKey).matches()) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "Idempotency-Key must be 1 to 200 printable characters without blanks.");
        }
        return new Asker(
                caller.name(), Standing.of(caller), sourceAddress(request), CorrelationId.of(request), idempotencyKey);
    }

    private static String sourceAddress(RoutingContext request) {
        return request.request().remoteAddress() == null
                ? null
                : request.request().remoteAddress().hostAddress();
    }
}
