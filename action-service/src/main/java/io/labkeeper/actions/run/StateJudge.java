package io.labkeeper.actions.run;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.lifecycle.End;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.proxmox.ProxmoxException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Judges an order that was sent by the state of its VM, where neither Proxmox' answer nor its task tells what became of it. */
final class StateJudge {
    static final Failure TOO_LONG =
            Failure.of(ErrorCode.TIMEOUT, "The end of it was not seen within the time limit; look at the VM itself.");

    private final Progress progress;
    private final GuestFinder finder;
    private final Patience patience;
    private final ActionsConfig config;
    private final BooleanSupplier leave;

    /** @param leave whether somebody else is to go on with it */
    StateJudge(Progress progress, GuestFinder finder, Patience patience, ActionsConfig config, BooleanSupplier leave) {
        this.progress = progress;
        this.finder = finder;
        this.patience = patience;
        this.config = config;
        this.leave = leave;
    }

    /** @param said the words in which Proxmox has called the wish met */
    Uni<End> alreadyDone(String said) {
        return patience.asking(finder.now()).map(state -> doneOrUnknown(state, said));
    }

    /** Proxmox said so of the moment of the order; what is seen now may be something else, and that is no success. */
    private End doneOrUnknown(TrueState state, String said) {
        ActionKind kind = progress.wish().kind();
        return state.meets(kind)
                ? state.met(kind, false)
                : End.unknown(new Failure(
                        ErrorCode.PROXMOX_ERROR,
                        "Proxmox said that it was so already, but the VM does not show it; look at the VM itself.",
                        said));
    }

    /** There will be no word from the task any more. @param otherwise why the end is unknown if the VM does not show what was wished */
    Uni<End> sinceOrder(Failure otherwise) {
        ActionKind kind = progress.wish().kind();
        return patience.asking(finder.now())
                .map(state ->
                        state.meetsSince(kind, progress.sinceOrder()) ? state.met(kind, true) : End.unknown(otherwise))
                .onFailure(CannotAct.class)
                .recoverWithItem(failure -> End.unknown(((CannotAct) failure).failure()));
    }

    /** The task has ended before the fact: waits until the state shows it. */
    Uni<End> settled() {
        Duration from = progress.sinceOrder();
        Pauses pauses = new Pauses(config.firstPause(), config.longestPause());
        return Repeating.until(
                () -> look(from), () -> pauses.after(progress.sinceOrder().minus(from)));
    }

    private Uni<Optional<End>> look(Duration from) {
        if (leave.getAsBoolean()) {
            return Uni.createFrom().failure(Leaving.stopped());
        }
        if (progress.sinceOrder().minus(from).compareTo(config.settle()) > 0) {
            return Uni.createFrom().item(Optional.of(End.unknown(TOO_LONG)));
        }
        return finder.now()
                .map(state -> state.hasFollowed(progress.wish().kind())
                        ? Optional.of(End.succeeded(true, null))
                        : Optional.<End>empty())
                .onFailure(failure -> failure instanceof ProxmoxException || failure instanceof CannotAct)
                .recoverWithItem(Optional.empty());
    }
}
