package io.labkeeper.reader.status;

import io.labkeeper.caller.Caller;
import io.labkeeper.reader.vms.Inventory;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
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
    private final Aggregates aggregates;
    private final SecurityIdentity identity;

    SyncResource(Inventory inventory, Aggregates aggregates, SecurityIdentity identity) {
        this.inventory = inventory;
        this.aggregates = aggregates;
        this.identity = identity;
    }

    @GET
    @Path("stats")
    @Operation(summary = "Figures of the reading, over all and per cluster")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SyncStats.class),
                            examples = @ExampleObject(name = "one cluster", value = SyncExamples.STATS)))
    public Uni<Response> stats() {
        return figures().map(told -> inventory.answer(Response.ok(told.value()), told.moment()));
    }

    @GET
    @Path("health")
    @Operation(summary = "200 while every cluster is being read without errors, else 503 with the issues")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SyncHealth.class),
                            examples = @ExampleObject(name = "healthy", value = SyncExamples.HEALTHY)))
    @APIResponse(
            responseCode = "503",
            description = "not every cluster is being read without errors",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SyncHealth.class),
                            examples = @ExampleObject(name = "no sync-worker", value = SyncExamples.ISSUES)))
    public Uni<Response> health() {
        return figures().map(this::health);
    }

    private Response health(Figures<SyncStats> told) {
        SyncHealth health = SyncHealth.of(told.value());
        return inventory.answer(Response.status(health.healthy() ? 200 : 503).entity(health), told.moment());
    }

    @GET
    @Path("status")
    @Operation(summary = "The same as stats, for an older portal page")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = PortalStatus.class),
                            examples = @ExampleObject(name = "one cluster", value = SyncExamples.PORTAL)))
    public Uni<Response> portal() {
        return figures()
                .map(told -> inventory.answer(Response.ok(new PortalStatus(true, told.value())), told.moment()));
    }

    private Uni<Figures<SyncStats>> figures() {
        return aggregates.syncStats(Caller.of(identity).isAdmin());
    }
}
