package io.labkeeper.reader.portal;

import io.labkeeper.caller.Caller;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory;
import io.labkeeper.reader.vms.Inventory.Found;
import io.labkeeper.reader.vms.VmExamples;
import io.labkeeper.reader.vms.VmShape;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * What an older portal page asks for between its lists. It names a VM by its number alone and, after a click, asks every two seconds
 * until an answer is {@code ok}: so that is said only once no action is open any more. From memory.
 */
@Path("/api/vm/{vmid}")
@Authenticated
@NonBlocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Portal page")
public class PortalResource {

    /** Whether no action is open; the machine's own members stand beside it. */
    @Schema(name = "PortalOk")
    public record Ok(boolean ok) {}

    private static final String IP = """
            {"vmid": 100, "ip": "10.220.15.50", "status": "complete"}""";

    /** Whether an address is known. */
    public record Ip(int vmid, String ip, String status) {}

    private final Inventory inventory;
    private final SecurityIdentity identity;

    public PortalResource(Inventory inventory, SecurityIdentity identity) {
        this.inventory = inventory;
        this.identity = identity;
    }

    @GET
    @Path("status")
    @Operation(
            summary = "One virtual machine as in the list, for an older portal page",
            description = "ok is true only while no action is open on it")
    @Parameter(
            name = "cluster",
            in = ParameterIn.QUERY,
            description = "needed only if several clusters have a machine of this number")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(allOf = {Ok.class, VmShape.class}),
                            examples = @ExampleObject(name = "while an action is open", value = VmExamples.STATUS)))
    @APIResponse(responseCode = "404", description = "there is none, or the caller may not see it")
    @APIResponse(responseCode = "409", description = "several clusters have one of this number: the candidates")
    public Response status(@PathParam("vmid") String vmid, @Context UriInfo uri) {
        Moment moment = inventory.moment();
        Found found = find(moment, vmid, uri);
        boolean open = moment.actions().open(found.entry().vm().key()).isPresent();
        String vm = new String(inventory.show(moment, found).json(), StandardCharsets.UTF_8);
        byte[] body = ("{\"ok\":" + !open + "," + vm.substring(1)).getBytes(StandardCharsets.UTF_8);
        return inventory.answer(Response.ok(body), moment, found);
    }

    @GET
    @Path("ip")
    @Operation(summary = "The address of one virtual machine, for an older portal page")
    @Parameter(
            name = "cluster",
            in = ParameterIn.QUERY,
            description = "needed only if several clusters have a machine of this number")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Ip.class),
                            examples = @ExampleObject(name = "an address is known", value = IP)))
    @APIResponse(responseCode = "404", description = "there is none, or the caller may not see it")
    @APIResponse(responseCode = "409", description = "several clusters have one of this number: the candidates")
    public Response ip(@PathParam("vmid") String vmid, @Context UriInfo uri) {
        Moment moment = inventory.moment();
        Found found = find(moment, vmid, uri);
        String ip = found.entry().vm().ip();
        Ip answer = new Ip(found.entry().vm().vmid(), ip, ip == null ? "not_found" : "complete");
        return inventory.answer(Response.ok(InventoryJson.write(answer)), moment, found);
    }

    private Found find(Moment moment, String vmid, UriInfo uri) {
        Caller caller = Caller.of(identity);
        if (uri.getQueryParameters().containsKey("cluster")) {
            String cluster = uri.getQueryParameters().getFirst("cluster");
            if (cluster == null || cluster.isBlank()) {
                throw new ProblemException(
                        ProblemType.INVALID_PARAMETER, "The parameter cluster cannot be \"\": it is empty.");
            }
            return inventory.require(moment, caller, cluster, vmid);
        }
        List<Found> found = inventory.numbered(moment, caller, vmid);
        if (found.size() > 1) {
            throw new ProblemException(
                            ProblemType.VM_AMBIGUOUS,
                            "Several clusters have a VM of this number: say which, by ?cluster=.")
                    .with(
                            "candidates",
                            found.stream().map(PortalResource::candidate).toList());
        }
        return found.stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(ProblemType.VM_NOT_FOUND, "There is no such virtual machine."));
    }

    private static Map<String, Object> candidate(Found found) {
        VmKey key = found.entry().vm().key();
        Map<String, Object> candidate = new LinkedHashMap<>();
        candidate.put("cluster_id", key.clusterId());
        candidate.put("vmid", key.vmid());
        return candidate;
    }
}
