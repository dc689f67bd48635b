package io.labkeeper.actions.request;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Askers;
import io.labkeeper.caller.Caller;
import io.labkeeper.caller.Roles;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Asks the workers to look at Proxmox now. */
@Path("/api/sync")
@RolesAllowed(Roles.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public class SyncTriggerResource {
    private static final Set<String> MODES = Set.of("full", "quick");

    /** The optional body. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Trigger(String clusterId, String mode) {}

    /** One cluster's wish. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Wanted(UUID id, String clusterId, String mode) {}

    record Triggered(boolean ok, List<Wanted> requests) {}

    private final SyncRequests requests;
    private final SecurityIdentity identity;

    SyncTriggerResource(SyncRequests requests, SecurityIdentity identity) {
        this.requests = requests;
        this.identity = identity;
    }

    /** @param type {@code full} or {@code quick}; the body's {@code mode} goes before it, and {@code quick} is the default */
    @POST
    @Path("/trigger")
    @Operation(summary = "Read one cluster or all of them now")
    public Uni<Response> trigger(@QueryParam("type") String type, @Context RoutingContext request, byte[] body) {
        Trigger trigger = SyncRequests.read(body);
        String mode = trigger.mode() != null ? trigger.mode() : type != null ? type : "quick";
        if (!MODES.contains(mode)) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER, "\"mode\" must be full or quick, not \"" + mode + "\".");
        }
        return wanted(trigger.clusterId(), mode, "trigger", request);
    }

    /** A full reading, which removes what is verifiably gone. */
    @POST
    @Path("/cleanup")
    @Operation(summary = "Read everything and remove what is verifiably gone")
    public Uni<Response> cleanup(@Context RoutingContext request) {
        return wanted(null, "full", "cleanup", request);
    }

    private Uni<Response> wanted(String clusterId, String mode, String cause, RoutingContext request) {
        Asker asker = Askers.of(Caller.of(identity), null, request);
        return requests.want(clusterId, mode, cause, asker).map(wanted -> {
            if (clusterId != null && wanted.isEmpty()) {
                throw new ProblemException(ProblemType.NOT_FOUND, "There is no cluster \"" + clusterId + "\".");
            }
            return Response.accepted(new Triggered(true, wanted)).build();
        });
    }
}
