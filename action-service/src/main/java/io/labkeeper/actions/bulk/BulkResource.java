package io.labkeeper.actions.bulk;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Askers;
import io.labkeeper.caller.Caller;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The same for many VMs. */
@Path("/api/actions")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class BulkResource {

    /**
     * @param accepted on how many VMs there is an action for it
     * @param results one a VM; {@code action} is what the action of {@code action_id} does, which after a conflict is another one
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Accepted(boolean ok, UUID batchId, String action, long accepted, List<Line> results) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Line(String clusterId, int vmid, Batch.Verdict result, UUID actionId, String action) {
        static Line of(Batch.Result result) {
            return new Line(result.clusterId(), result.vmid(), result.result(), result.actionId(), result.action());
        }
    }

    /** @param cancelled how many had not been sent */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Cancelled(boolean ok, UUID batchId, int cancelled) {}

    private final BulkRequests requests;
    private final BatchCancelling cancelling;
    private final SecurityIdentity identity;

    BulkResource(BulkRequests requests, BatchCancelling cancelling, SecurityIdentity identity) {
        this.requests = requests;
        this.cancelling = cancelling;
        this.identity = identity;
    }

    /**
     * Asks for the same action on up to 1,000 VMs.
     *
     * @param body {@code {"action", "vms": [{"cluster_id", "vmid"}…]}} or {@code {"action", "selector": {"class"|"tag"|"cluster"|"vms": …}}}
     */
    @POST
    @Operation(
            summary = "The same action on many VMs: a list, or those of a class, a tag or a cluster",
            description =
                    "One result per VM: accepted, conflict or not_found. One that is refused never fails the others.")
    public Uni<Response> ask(
            @HeaderParam("Idempotency-Key") String idempotencyKey, @Context RoutingContext request, byte[] body) {
        Asker asker = Askers.of(Caller.of(identity), idempotencyKey, request);
        return requests.submit(BulkBody.read(body), asker).map(BulkResource::response);
    }

    private static Response response(Batch batch) {
        List<Line> lines = batch.results().stream().map(Line::of).toList();
        return Response.accepted(new Accepted(true, batch.id(), batch.kind(), batch.accepted(), lines))
                .header(HttpHeaders.LOCATION, "/api/actions?batch=" + batch.id())
                .build();
    }

    /** Cancels what of a batch was not sent to Proxmox yet. */
    @DELETE
    @Operation(summary = "Cancel those actions of a batch that have not been sent to Proxmox")
    public Uni<Cancelled> cancel(
            @Parameter(required = true, description = "The batch_id of the answer to POST") @QueryParam("batch")
                    String batch,
            @Context RoutingContext request) {
        Caller caller = Caller.of(identity);
        UUID id = uuid(batch);
        return cancelling.cancel(id, Askers.of(caller, null, request)).map(count -> new Cancelled(true, id, count));
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "The parameter \"batch\" must be the id of a batch, not " + InventoryJson.write(text) + ".");
        }
    }
}
