package io.labkeeper.actions.audit;

import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.selection.Askers;
import io.labkeeper.caller.Caller;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Writes down who was refused for want of a role, whatever they asked for. Callers who are nobody at all (401) are left to the log:
 * anybody could fill the trail with them.
 */
public class RefusedRequests {
    private static final Logger LOG = Logger.getLogger(RefusedRequests.class);

    private final AuditTrail trail;
    private final RequestGate gate;
    private final SecurityIdentity identity;

    RefusedRequests(AuditTrail trail, RequestGate gate, SecurityIdentity identity) {
        this.trail = trail;
        this.gate = gate;
        this.identity = identity;
    }

    /** The answer stays what it is, even if this cannot be written down. */
    @ServerResponseFilter
    public Uni<Void> answered(
            ContainerRequestContext request, ContainerResponseContext response, RoutingContext context) {
        if (response.getStatus() != Status.FORBIDDEN.getStatusCode() || identity.isAnonymous()) {
            return Uni.createFrom().voidItem();
        }
        JsonObject detail = new JsonObject()
                .put("method", request.getMethod())
                .put("path", request.getUriInfo().getPath());
        AuditLine line = AuditLine.of("request_refused", null, "refused_forbidden", detail);
        return gate.bounded(() -> trail.write(Askers.of(Caller.of(identity), null, context), line))
                .onFailure()
                .invoke(failure -> LOG.warnf("a refusal is missing in the audit trail: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
