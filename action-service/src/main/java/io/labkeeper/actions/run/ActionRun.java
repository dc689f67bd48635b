package io.labkeeper.actions.run;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ActionState;
import io.labkeeper.actions.lifecycle.End;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.actions.lifecycle.Wish;
import io.labkeeper.actions.run.ProxmoxWords.Verdict;
import io.labkeeper.actions.run.Recovery.Finding;
import io.labkeeper.actions.run.TaskFollower.TaskEnd;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.proxmox.PowerOrder;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.proxmox.Upid;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** One runner's work on one action, from where it stands to its end. See DESIGN.md in this package for the order of things. */
final class ActionRun {
    private static final Logger LOG = Logger.getLogger(ActionRun.class);
    /** What a caller's own time limit is stretched by before we doubt the task. */
    private static final Duration TASK_SLACK = Duration.ofMinutes(1);

    private static final Failure LOST =
            Failure.of(ErrorCode.PROXMOX_ERROR, "Proxmox has lost the task; look at the VM itself.");

    private final RunContext context;
    private final Withdrawal withdrawal;
    private final ProxmoxClient client;
    private final Progress progress;
    private final GuestFinder finder;
    private final Recovery recovery;
    private final TaskFollower follower;
    private final Patience patience;
    private final StateJudge judge;
    private boolean relocated;
    private boolean withoutOverrule;

    /**
     * @param shuttingDown whether another replica is to go on with it
     * @param withdrawal tells that somebody else already has, or that it has ended
     */
    ActionRun(
            RunContext context,
            ProxmoxClient client,
            String tokenId,
            Action action,
            BooleanSupplier shuttingDown,
            Withdrawal withdrawal) {
        this.context = context;
        BooleanSupplier leave = () -> shuttingDown.getAsBoolean() || withdrawal.said();
        this.withdrawal = withdrawal;
        this.client = client;
        this.progress = new Progress(context, action);
        this.finder = new GuestFinder(client, context.store(), action);
        this.recovery = new Recovery(progress, client, finder, context, tokenId);
        this.follower = new TaskFollower(client, context.config(), progress::sinceOrder, leave);
        this.patience = new Patience(context.config().patience(), context.clock());
        this.judge = new StateJudge(progress, finder, patience, context.config(), leave);
    }

    /** Works on it to the end. Fails with {@link LostClaim} if it is not ours any more. */
    Uni<Action> toTheEnd() {
        return goOn().onFailure(CannotAct.class)
                .recoverWithItem(failure -> End.failed(((CannotAct) failure).failure()))
                .onFailure(ProxmoxException.class)
                .recoverWithItem(failure -> failedCall((ProxmoxException) failure))
                .chain(progress::ended);
    }

    /** A call that only asked has failed for good. If an order was sent, what became of it is not known. */
    private End failedCall(ProxmoxException failure) {
        Failure reason = ProxmoxFailures.failure(failure, finder.lastAsked());
        return progress.action().state() instanceof ActionState.Claimed ? End.failed(reason) : End.unknown(reason);
    }

    private Uni<End> goOn() {
        ActionState state = progress.action().state();
        if (state instanceof ActionState.Submitting) {
            return recover();
        }
        if (state instanceof ActionState.Submitted submitted) {
            Upid upid = Upid.parse(submitted.upid());
            GuestType type = upid.type().startsWith("vz") ? GuestType.LXC : GuestType.QEMU;
            return follow(
                    new GuestRef(submitted.node(), type, progress.action().vm().vmid()), upid);
        }
        return begin();
    }

    private Uni<End> begin() {
        Wish wish = progress.wish();
        Duration waited = Duration.between(wish.requestedAt(), context.clock().now());
        if (waited.compareTo(context.config().queue()) > 0) {
            return item(End.failed(Failure.of(ErrorCode.TIMEOUT, "It has waited too long for its turn.")));
        }
        return patience.asking(finder.now()).chain(this::sendUnlessMet);
    }

    private Uni<End> sendUnlessMet(TrueState state) {
        return state.endWithoutOrder(progress.wish().kind())
                .map(ActionRun::item)
                .orElseGet(() -> send(state.ref()));
    }

    private Uni<End> send(GuestRef ref) {
        return progress.submitting(ref.node()).chain(() -> order(ref));
    }

    private Uni<End> order(GuestRef ref) {
        PowerOrder order = PowerOrders.of(progress.wish(), ref.type(), withoutOverrule);
        return withdrawal
                .unlessSaid(() -> client.power(ref, order))
                .onItemOrFailure()
                .transformToUni((upid, failure) -> failure == null ? taken(ref, upid) : notTaken(ref, failure));
    }

    private Uni<End> taken(GuestRef ref, Upid upid) {
        return progress.submitted(upid).chain(() -> follow(ref, upid));
    }

    private Uni<End> notTaken(GuestRef ref, Throwable failure) {
        if (ProxmoxFailures.nothingSent(failure) && patience.lasts()) {
            // Saved anew before it is sent anew: the claim may have been lost, or the wish overruled, in the meantime.
            return patience.pause().chain(() -> send(ref));
        }
        if (ProxmoxFailures.fateUnknown(failure)) {
            LOG.infof(
                    "fate of the order unknown, looking for it: action=%s",
                    progress.action().id());
            return recover();
        }
        if (failure instanceof ProxmoxException.BadParameter && progress.wish().overrule() && !withoutOverrule) {
            // Older releases do not know the parameter, and HA guests may not have it.
            withoutOverrule = true;
            return send(ref);
        }
        if (failure instanceof ProxmoxException.ServerError refusal) {
            return concluded(ref, verdict(ref, refusal.getMessage()));
        }
        if (failure instanceof ProxmoxException call) {
            return item(End.failed(ProxmoxFailures.failure(call, ref.node())));
        }
        return Uni.createFrom().failure(failure);
    }

    private Uni<End> recover() {
        return recovery.find(patience.unsent()).chain(this::found);
    }

    private Uni<End> found(Finding finding) {
        if (finding instanceof Finding.Task task) {
            return taken(task.state().ref(), task.upid());
        }
        if (finding instanceof Finding.SendAgain again) {
            LOG.infof(
                    "Proxmox never got the order, sending it again: action=%s",
                    progress.action().id());
            return send(again.state().ref());
        }
        return item(((Finding.Over) finding).end());
    }

    private Uni<End> follow(GuestRef ref, Upid upid) {
        Duration limit = progress.wish()
                .timeout()
                .map(timeout -> timeout.plus(TASK_SLACK))
                .filter(longer -> longer.compareTo(context.config().task()) > 0)
                .orElse(context.config().task());
        return follower.end(upid, limit).chain(end -> afterTask(ref, upid, end));
    }

    private Uni<End> afterTask(GuestRef ref, Upid upid, TaskEnd end) {
        if (!(end instanceof TaskEnd.Finished finished)) {
            return judge.sinceOrder(end instanceof TaskEnd.Lost ? LOST : StateJudge.TOO_LONG);
        }
        if (finished.status().succeeded()) {
            return PowerOrders.endsBeforeTheFact(progress.wish().kind(), ref.type(), upid)
                    ? judge.settled()
                    : item(End.succeeded(
                            true,
                            PowerOrders.outcome(progress.wish().kind(), ref.type())
                                    .orElse(null)));
        }
        String words = finished.status().exitStatus();
        return "unexpected status".equals(words) ? judge.sinceOrder(LOST) : concluded(ref, verdict(ref, words));
    }

    private Verdict verdict(GuestRef ref, String words) {
        return ProxmoxWords.verdict(progress.wish().kind(), ref.type(), words);
    }

    private Uni<End> concluded(GuestRef ref, Verdict verdict) {
        if (verdict instanceof Verdict.Refused refused) {
            return item(End.failed(refused.failure()));
        }
        if (verdict instanceof Verdict.PerhapsElsewhere elsewhere) {
            return patience.asking(finder.lookedUp()).chain(state -> lookedUp(ref, state, elsewhere.otherwise()));
        }
        return judge.alreadyDone(((Verdict.AlreadyDone) verdict).said());
    }

    /** The one repeat after a fresh look-up, allowed for every kind: what was refused was not carried out. */
    private Uni<End> lookedUp(GuestRef asked, TrueState state, Failure otherwise) {
        boolean moved = !state.ref().node().equals(asked.node());
        if (moved && !relocated) {
            relocated = true;
            LOG.infof(
                    "the VM has moved to node=%s: action=%s",
                    state.ref().node(), progress.action().id());
            return sendUnlessMet(state);
        }
        ActionKind kind = progress.wish().kind();
        return item(state.meets(kind) ? state.met(kind, false) : End.failed(otherwise));
    }

    private static <T> Uni<T> item(T value) {
        return Uni.createFrom().item(value);
    }
}
