package io.labkeeper.actions.request;

import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.actions.audit.AuditTrail;
import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.run.ActionRunner;
import io.labkeeper.actions.run.ActionStore;
import io.labkeeper.actions.run.Announcer;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Ends an action that was not sent yet: in the database first, then in the run that may have it in hand, then for everybody to see. */
@ApplicationScoped
class Cancelling {
    private final ActionStore store;
    private final ActionRunner runner;
    private final Announcer announcer;
    private final AuditTrail trail;
    private final RequestGate gate;

    Cancelling(ActionStore store, ActionRunner runner, Announcer announcer, AuditTrail trail, RequestGate gate) {
        this.store = store;
        this.runner = runner;
        this.announcer = announcer;
        this.trail = trail;
        this.gate = gate;
    }

    /**
     * @param action that the caller may see
     * @return the action as it is now; fails with a {@link ProblemException}: 403 for who has not asked for it, 409 once it was sent
     */
    Uni<ActionEntity> cancel(ActionEntity action, Asker asker) {
        if (!(asker.actsOnAll() || action.requestedBy.equals(asker.name()))) {
            // Written down as every refusal of that kind is.
            return Uni.createFrom()
                    .failure(
                            new ProblemException(ProblemType.FORBIDDEN, "Only who asked for an action may cancel it."));
        }
        return gate.bounded(() -> store.cancel(
                        action.id, asker.name(), (client, ended) -> noteDone(client, ended, action, asker)))
                .chain(ended -> ended.isPresent()
                        ? Uni.createFrom().item(cancelled(action, ended.get()))
                        : tooLate(action, asker));
    }

    private ActionEntity cancelled(ActionEntity action, Action cancelled) {
        runner.withdraw(cancelled.id());
        announcer.changed(cancelled.notice());
        action.state = cancelled.state().phase().word();
        action.startedAt = cancelled.startedAt();
        action.finishedAt = cancelled.updatedAt();
        return action;
    }

    private Uni<ActionEntity> tooLate(ActionEntity action, Asker asker) {
        return note(action, asker, "refused_too_late").chain(() -> Uni.createFrom()
                .failure(new ProblemException(
                        ProblemType.ACTION_NOT_CANCELLABLE, "The action was already sent to Proxmox, or has ended.")));
    }

    private Uni<Void> noteDone(SqlClient client, List<Action> ended, ActionEntity action, Asker asker) {
        return ended.isEmpty()
                ? Uni.createFrom().voidItem()
                : trail.write(client, asker, List.of(line(action, "done")));
    }

    private Uni<Void> note(ActionEntity action, Asker asker, String result) {
        return gate.bounded(() -> trail.write(asker, line(action, result)));
    }

    private static AuditLine line(ActionEntity action, String result) {
        return new AuditLine(
                "cancel_asked", action.id, action.clusterId, action.vmid, action.kind, result, new JsonObject());
    }

    /** Writes down that somebody wanted to cancel an action that they may not see, or that does not exist. */
    Uni<Void> noteNotFound(String id, Asker asker) {
        AuditLine line = AuditLine.of("cancel_asked", null, "refused_not_found", new JsonObject().put("action_id", id));
        return gate.bounded(() -> trail.write(asker, line));
    }
}
