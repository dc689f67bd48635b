package io.labkeeper.reader.status;

import io.labkeeper.caller.Caller;
import io.labkeeper.reader.view.InventoryView.Moment;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
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
    @APIResponseSchema(SyncStats.class)
    public Response stats() {
        Moment moment = inventory.moment();
        return inventory.answer(Response.ok(stats(moment)), moment);
    }

    @GET
    @Path("health")
    @Operation(summary = "200 while every cluster is being read without errors, else 503 with the issues")
    @APIResponseSchema(SyncHealth.class)
    public Response health() {
        Moment moment = inventory.moment();
        SyncHealth health = SyncHealth.of(stats(moment));
        return inventory.answer(Response.status(health.healthy() ? 200 : 503).entity(health), moment);
    }

    @GET
    @Path("status")
    @Operation(summary = "The same as stats, for an older portal page")
    @APIResponseSchema(PortalStatus.class)
    public Response portal() {
        Moment moment = inventory.moment();
        return inventory.answer(Response.ok(new PortalStatus(true, stats(moment))), moment);
    }

    private SyncStats stats(Moment moment) {
        return SyncStats.of(moment, Caller.of(identity).isAdmin());
    }
}
