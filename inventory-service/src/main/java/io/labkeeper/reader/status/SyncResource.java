package io.labkeeper.reader.status;

import io.labkeeper.caller.Caller;
import io.labkeeper.reader.vms.Inventory;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the reading of the clusters goes, as this replica knows it; from memory. */
@Path("/api/sync")
@Authenticated
@NonBlocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sync")
public class SyncResource {

    /** The form that an older portal page asks for. */
    public record PortalStatus(boolean ok, SyncStats stats) {}

    private final Inventory inventory;
    private final SecurityIdentity identity;

    public SyncResource(Inventory inventory, SecurityIdentity identity) {
        this.inventory = inventory;
        this.identity = identity;
    }

    @GET
    @Path("stats")
    @Operation(summary = "Figures of the reading, over all and per cluster")
    public Response stats() {
        return uncached(Response.ok(current()));
    }

    @GET
    @Path("health")
    @Operation(summary = "200 while every cluster is being read without errors, else 503 with the issues")
    public Response health() {
        SyncHealth health = SyncHealth.of(current());
        return uncached(Response.status(health.healthy() ? 200 : 503).entity(health));
    }

    @GET
    @Path("status")
    @Operation(summary = "The same as stats, for an older portal page")
    public Response portal() {
        return uncached(Response.ok(new PortalStatus(true, current())));
    }

    private SyncStats current() {
        return SyncStats.of(inventory.moment(), Caller.of(identity).isAdmin());
    }

    private static Response uncached(Response.ResponseBuilder answer) {
        return answer.header("Cache-Control", "private, no-cache")
                .header("Vary", "Authorization, Cookie")
                .build();
    }
}
