package io.labkeeper.reader.me;

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
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Who the caller is, as we see it. */
@Path("/api/me")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class MeResource {

    /**
     * @param user name from the token, or {@code key:<name>}
     * @param roles sorted
     * @param isAdmin whether administration is open to the caller
     * @param vmCount VMs that the caller may see, templates aside
     */
    public record Me(String user, Set<String> roles, boolean isAdmin, long vmCount) {}

    private static final String EXAMPLE = """
            {"user": "alice", "roles": ["user"], "is_admin": false, "vm_count": 3}""";

    private final SecurityIdentity identity;
    private final Inventory inventory;

    public MeResource(SecurityIdentity identity, Inventory inventory) {
        this.identity = identity;
        this.inventory = inventory;
    }

    @GET
    @NonBlocking
    @Operation(summary = "Name, roles and number of virtual machines of the caller")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Me.class),
                            examples = @ExampleObject(name = "a student", value = EXAMPLE)))
    public Response me() {
        Caller caller = Caller.of(identity);
        Moment moment = inventory.moment();
        Me me = new Me(caller.name(), new TreeSet<>(caller.roles()), caller.isAdmin(), inventory.count(moment, caller));
        return inventory.answer(Response.ok(me), moment);
    }
}
