package io.labkeeper.actions.audit;

import io.labkeeper.caller.Caller;
import io.labkeeper.problem.CorrelationId;
import io.vertx.ext.web.RoutingContext;

/**
 * Who changes something, for the audit trail.
 *
 * @param name user name, or {@code key:<name>}
 * @param sourceAddress null if it is not known
 */
public record Author(String name, String sourceAddress, String correlationId) {

    /** The caller of this request. */
    public static Author of(Caller caller, RoutingContext request) {
        String address = request.request().remoteAddress() == null
                ? null
                : request.request().remoteAddress().hostAddress();
        return new Author(caller.name(), address, CorrelationId.of(request));
    }
}
