package io.labkeeper.actions.run;

import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ActionState;
import io.labkeeper.actions.lifecycle.ActionState.Claimed;
import io.labkeeper.actions.lifecycle.ActionState.Submitted;
import io.labkeeper.actions.lifecycle.ActionState.Submitting;
import io.labkeeper.actions.lifecycle.End;
import io.labkeeper.actions.lifecycle.Wish;
import io.labkeeper.actions.run.Checkpoints.Checkpoint;
import io.labkeeper.proxmox.Upid;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * One action on its way: the newest saved form of it, and the steps, each saved and announced before the next. Used by one run,
 * whose calls follow each other.
 */
final class Progress {
    private final RunContext context;
    private volatile Action action;

    Progress(RunContext context, Action action) {
        this.context = context;
        this.action = action;
    }

    Action action() {
        return action;
    }

    Wish wish() {
        return action.wish();
    }

    /** How long ago the order was (last) going to be sent; zero if it never was. */
    Duration sinceOrder() {
        if (action.state() instanceof Submitting submitting) {
            return Duration.between(submitting.since(), context.clock().now());
        }
        if (action.state() instanceof Submitted submitted) {
            return Duration.between(submitted.since(), context.clock().now());
        }
        return Duration.ZERO;
    }

    /**
     * Saves that the order is about to go to this node. Only after this may it go. Fails with {@link Leaving} if the guest has moved to
     * a node that is full: whoever claims the action when it has its turn there goes on with it.
     */
    Uni<Void> submitting(String node) {
        return context.store()
                .submitting(action, nextSubmitting(node), context.runner())
                .chain(saved -> saved.state() instanceof ActionState.Accepted
                        ? waitsForItsTurn(saved, node)
                        : moved(saved, Checkpoint.SUBMITTING_SAVED));
    }

    private Uni<Void> waitsForItsTurn(Action saved, String node) {
        context.announcer().changed(saved.notice());
        return Uni.createFrom().failure(Leaving.waitsFor(node));
    }

    private Submitting nextSubmitting(String node) {
        ActionState state = action.state();
        if (state instanceof Claimed claimed) {
            return claimed.submitting(node);
        }
        if (state instanceof Submitting submitting) {
            return submitting.again(node);
        }
        if (state instanceof Submitted submitted) {
            return submitted.again(node);
        }
        throw new IllegalStateException("nothing can be sent for an action that is " + state.phase());
    }

    /** Saves the task that the order has become. */
    Uni<Void> submitted(Upid upid) {
        Submitting submitting = (Submitting) action.state();
        return context.checkpoints()
                .passed(Checkpoint.ORDER_SENT, action)
                .chain(() -> context.store().submitted(action, submitting.submitted(upid.text()), context.runner()))
                .chain(saved -> moved(saved, Checkpoint.UPID_SAVED));
    }

    /** Saves the end; it is announced after the checkpoint, so that a test can stage the death in between. */
    Uni<Action> ended(End end) {
        ActionState.Open open = (ActionState.Open) action.state();
        return context.store()
                .end(action, open.ended(end), context.runner())
                .chain(saved -> context.checkpoints()
                        .passed(Checkpoint.END_SAVED, saved)
                        .replaceWith(saved))
                .invoke(saved -> {
                    action = saved;
                    context.announcer().changed(saved.notice());
                });
    }

    private Uni<Void> moved(Action saved, Checkpoint checkpoint) {
        action = saved;
        context.announcer().changed(saved.notice());
        return context.checkpoints().passed(checkpoint, saved);
    }
}
