package io.labkeeper.actions.request;

import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.run.ActionRunner;
import io.labkeeper.actions.run.ActionStore;
import io.labkeeper.actions.run.Announcer;
import io.labkeeper.caller.Caller;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What has become of actions. Somebody else's action looks like one that does not exist. */
@Path("/api/actions")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class ActionsResource {

    /** @param next the cursor of the next page; null on the last */
    record Page(List<ActionView> actions, String next) {}

    private final ActionBook book;
    private final ActionStore store;
    private final Announcer announcer;
    private final ActionRunner runner;
    private final RequestGate gate;
    private final SecurityIdentity identity;

    ActionsResource(
            ActionBook book,
            ActionStore store,
            Announcer announcer,
            ActionRunner runner,
            RequestGate gate,
            SecurityIdentity identity) {
        this.book = book;
        this.store = store;
        this.announcer = announcer;
        this.runner = runner;
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
    public Uni<PowerResource.Accepted> cancel(@PathParam("id") String id) {
        Caller caller = Caller.of(identity);
        return visible(id, caller)
                .chain(action -> gate.bounded(() -> store.cancel(action.id, caller.name())))
                .map(ActionsResource::cancelled)
                .invoke(this::withdrawn)
                .chain(action -> gate.bounded(() -> book.byId(action.id())))
                .map(action -> new PowerResource.Accepted(true, ActionView.of(action, caller.isAdmin())));
    }

    private void withdrawn(Action action) {
        runner.withdraw(action.id());
        announcer.changed(action.notice());
    }

    private static Action cancelled(Optional<Action> action) {
        return action.orElseThrow(() -> new ProblemException(
                ProblemType.ACTION_NOT_CANCELLABLE, "The action was already sent to Proxmox, or has ended."));
    }

    private Uni<ActionEntity> visible(String id, Caller caller) {
        UUID uuid = uuid(id);
        return gate.bounded(() -> book.byId(uuid)).invoke(action -> {
            if (action == null || !(caller.seesAll() || action.requestedBy.equals(caller.name()))) {
                throw notFound();
            }
        });
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
