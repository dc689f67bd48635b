package io.labkeeper.actions.run;

import io.labkeeper.actions.lifecycle.ActionState.Submitting;
import io.labkeeper.actions.lifecycle.End;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.actions.lifecycle.Wish;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.proxmox.Upid;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what became of an order of which nobody knows whether Proxmox got it: the process died, or the answer never came.
 * It looks at the task list and at the guest before it decides, and sends nothing itself.
 */
final class Recovery {

    /** What follows. */
    sealed interface Finding {
        /** Proxmox has it: follow it. */
        record Task(TrueState state, Upid upid) implements Finding {}

        /** Nothing is left to be done. */
        record Over(End end) implements Finding {}

        /** Proxmox verifiably never got it, and twice is the same as once. */
        record SendAgain(TrueState state) implements Finding {}
    }

    /** Clocks in whole seconds, and the way of a request. */
    private static final long SLACK_SECONDS = 2;

    private static final Failure NOT_ESTABLISHED = Failure.of(
            ErrorCode.TIMEOUT, "It could not be established whether Proxmox got the order; look at the VM itself.");

    private final Progress progress;
    private final ProxmoxClient client;
    private final GuestFinder finder;
    private final RunContext context;
    private final String tokenId;

    Recovery(Progress progress, ProxmoxClient client, GuestFinder finder, RunContext context, String tokenId) {
        this.progress = progress;
        this.client = client;
        this.finder = finder;
        this.context = context;
        this.tokenId = tokenId;
    }

    /**
     * @param unsent how many of the times that the order was going to be sent are known to have sent nothing; what an earlier runner
     *     knew of that is lost with it, and then all count
     */
    Uni<Finding> find(int unsent) {
        Pauses pauses =
                new Pauses(context.config().firstPause(), context.config().longestPause());
        return context.store()
                .otherTasks(progress.action())
                .chain(taken -> Repeating.until(() -> look(taken, unsent), () -> pauses.after(progress.sinceOrder())));
    }

    private Uni<Optional<Finding>> look(Set<String> taken, int unsent) {
        return finder.now()
                .chain(state -> task(state, taken).map(upid -> judge(state, upid, unsent)))
                .onFailure(CannotAct.class)
                .recoverWithItem(failure -> Optional.of(over(((CannotAct) failure).failure())))
                .onFailure(ProxmoxException.class)
                .recoverWithItem(this::giveUpWhenOverdue);
    }

    private Uni<Optional<Upid>> task(TrueState state, Set<String> taken) {
        Wish wish = progress.wish();
        String node = ((Submitting) progress.action().state()).node();
        OurTask ours = new OurTask(wish.kind(), state.ref().type(), wish.vm().vmid(), tokenId, taken);
        return client.nodeTime(node).chain(nodeTime -> {
            long since = nodeTime - progress.sinceOrder().toSeconds() - SLACK_SECONDS;
            return client.tasks(node, wish.vm().vmid(), since).map(tasks -> ours.among(tasks, since));
        });
    }

    private Optional<Finding> judge(TrueState state, Optional<Upid> upid, int unsent) {
        if (upid.isPresent()) {
            return Optional.of(new Finding.Task(state, upid.get()));
        }
        Wish wish = progress.wish();
        if (state.meetsSince(wish.kind(), progress.sinceOrder())) {
            return Optional.of(new Finding.Over(state.met(wish.kind(), true)));
        }
        if (progress.sinceOrder().compareTo(surelyNotOnItsWay()) < 0) {
            return Optional.empty();
        }
        int sent = ((Submitting) progress.action().state()).sent() - unsent;
        boolean again = wish.kind().repeatable() && sent < context.config().mostSent();
        return Optional.of(again ? new Finding.SendAgain(state) : over(NOT_ESTABLISHED));
    }

    /** The order may have waited for room and for a connection before it was sent, and is passed on for a while after that. */
    private Duration surelyNotOnItsWay() {
        return client.longestUnsent().plus(context.config().resendAfter());
    }

    private Optional<Finding> giveUpWhenOverdue(Throwable failure) {
        Duration limit = context.config().task();
        return progress.sinceOrder().compareTo(limit) < 0 ? Optional.empty() : Optional.of(over(NOT_ESTABLISHED));
    }

    private static Finding over(Failure failure) {
        return new Finding.Over(End.unknown(failure));
    }
}
