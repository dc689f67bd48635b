package io.labkeeper.actions.request;

import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.run.ActionRunner;
import io.labkeeper.actions.run.ActionStore;
import io.labkeeper.actions.run.Announcer;
import io.labkeeper.caller.Caller;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Ends an action that was not sent yet: in the database first, then in the run that may have it in hand, then for everybody to see. */
@ApplicationScoped
class Cancelling {
    private final ActionStore store;
    private final ActionRunner runner;
    private final Announcer announcer;
    private final RequestGate gate;

    Cancelling(ActionStore store, ActionRunner runner, Announcer announcer, RequestGate gate) {
        this.store = store;
        this.runner = runner;
        this.announcer = announcer;
        this.gate = gate;
    }

    /**
     * @param action that the caller may see
     * @return the action as it is now; fails with a {@link ProblemException}: 403 for who has not asked for it, 409 once it was sent
     */
    Uni<ActionEntity> cancel(ActionEntity action, Caller caller) {
        if (!(caller.seesAll() || action.requestedBy.equals(caller.name()))) {
            throw new ProblemException(ProblemType.FORBIDDEN, "Only who asked for an action may cancel it.");
        }
        return gate.bounded(() -> store.cancel(action.id, caller.name())).map(ended -> cancelled(action, ended));
    }

    private ActionEntity cancelled(ActionEntity action, Optional<Action> ended) {
        Action cancelled = ended.orElseThrow(() -> new ProblemException(
                ProblemType.ACTION_NOT_CANCELLABLE, "The action was already sent to Proxmox, or has ended."));
        runner.withdraw(cancelled.id());
        announcer.changed(cancelled.notice());
        action.state = cancelled.state().phase().word();
        action.startedAt = cancelled.startedAt();
        action.finishedAt = cancelled.updatedAt();
        return action;
    }
}
