package io.labkeeper.reader.status;

import io.labkeeper.reader.vms.Inventory;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The clusters at a glance; from memory. */
@Path("/api/clusters")
@Authenticated
@NonBlocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sync")
public class ClustersResource {

    /** In order of their ids. */
    public record Clusters(List<ClusterOverview> clusters) {}

    private final Inventory inventory;
    private final Aggregates aggregates;

    ClustersResource(Inventory inventory, Aggregates aggregates) {
        this.inventory = inventory;
        this.aggregates = aggregates;
    }

    @GET
    @Operation(summary = "The clusters with their nodes, numbers of virtual machines and last syncs")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Clusters.class),
                            examples = @ExampleObject(name = "one cluster", value = SyncExamples.CLUSTERS)))
    public Uni<Response> list() {
        return aggregates.clusters().map(told -> inventory.answer(Response.ok(told.value()), told.moment()));
    }
}
