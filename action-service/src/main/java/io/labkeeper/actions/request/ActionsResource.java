package io.labkeeper.actions.request;

import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Askers;
import io.labkeeper.actions.selection.Standing;
import io.labkeeper.caller.Caller;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What has become of actions. An action on a VM that the caller may not see looks like one that does not exist. */
@Path("/api/actions")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class ActionsResource {

    /** @param next the cursor of the next page; null on the last */
    record Page(List<ActionView> actions, String next) {}

    private final ActionBook book;
    private final VmDirectory directory;
    private final Cancelling cancelling;
    private final RequestGate gate;
    private final SecurityIdentity identity;

    ActionsResource(
            ActionBook book,
            VmDirectory directory,
            Cancelling cancelling,
            RequestGate gate,
            SecurityIdentity identity) {
        this.book = book;
        this.directory = directory;
        this.cancelling = cancelling;
        this.gate = gate;
        this.identity = identity;
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One action")
    public Uni<ActionView> one(@PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        return visible(id, caller).map(action -> ActionView.of(action, caller.isAdmin()));
    }

    @GET
    @Operation(summary = "Actions, the newest first: one's own; for operators and administrators all")
    public Uni<Page> list(@BeanParam ActionQuery query) {
        Caller caller = Caller.of(identity);
        ActionFilter filter = query.filter(caller);
        int limit = query.limit();
        return gate.bounded(() -> book.page(filter, limit + 1)).map(found -> page(found, limit, caller.isAdmin()));
    }

    private static Page page(List<ActionEntity> found, int limit, boolean forAdmin) {
        List<ActionEntity> shown = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? shown.get(limit - 1).id.toString() : null;
        return new Page(
                shown.stream().map(action -> ActionView.of(action, forAdmin)).toList(), next);
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Cancel an action that has not been sent to Proxmox")
    public Uni<PowerResource.Accepted> cancel(@PathParam("id") String id, @Context RoutingContext request) {
        Caller caller = Caller.of(identity);
        Asker asker = Askers.of(caller, null, request);
        return visible(id, caller)
                .onFailure(ProblemException.class)
                .recoverWithUni(problem -> cancelling.noteNotFound(id, asker).chain(() -> Uni.createFrom()
                        .failure(problem)))
                .chain(action -> cancelling.cancel(action, asker))
                .map(action -> new PowerResource.Accepted(true, ActionView.of(action, caller.isAdmin())));
    }

    private Uni<ActionEntity> visible(String id, Caller caller) {
        return gate.bounded(() -> book.byId(uuid(id)))
                .onItem()
                .ifNull()
                .failWith(ActionsResource::notFound)
                .call(action -> caller.seesAll() || action.requestedBy.equals(caller.name())
                        ? Uni.createFrom().voidItem()
                        : onOwnVm(action, caller));
    }

    /** Whoever may act on a VM may see what others do with it, as the VM's own page shows it. */
    private Uni<Void> onOwnVm(ActionEntity action, Caller caller) {
        Asker asker = new Asker(caller.name(), Standing.USER, null, null, null);
        return gate.bounded(() -> directory.find(action.vmid, action.clusterId, asker))
                .invoke(found -> {
                    if (found.stream().noneMatch(vm -> Objects.equals(vm.birth(), action.birth))) {
                        throw notFound();
                    }
                })
                .replaceWithVoid();
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw notFound();
        }
    }

    private static ProblemException notFound() {
        return new ProblemException(ProblemType.ACTION_NOT_FOUND, "There is no such action.");
    }
}
