package io.labkeeper.actions.request;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.database.Refusals;
import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.limits.Allowance;
import io.labkeeper.actions.limits.OverLimit;
import io.labkeeper.actions.limits.Payment;
import io.labkeeper.actions.request.ActionKeys.Earlier;
import io.labkeeper.actions.request.VmDirectory.Found;
import io.labkeeper.actions.run.ActionMetrics;
import io.labkeeper.actions.run.ActionRunner;
import io.labkeeper.actions.run.Announcer;
import io.labkeeper.actions.selection.Asker;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Decides about a request for an action: whether it was asked before, how many are allowed, whose VM it is, whether something is open;
 * then the action is in the database, and everybody is told.
 */
@ApplicationScoped
class PowerRequests {

    /** Somebody else may be faster each time; more often than this is not bad luck. */
    private static final int TRIES = 3;

    private final VmDirectory directory;
    private final ActionKeys keys;
    private final ActionBook book;
    private final Announcer announcer;
    private final ActionRunner runner;
    private final RequestGate gate;
    private final Allowance allowance;
    private final ActionMetrics metrics;

    PowerRequests(
            VmDirectory directory,
            ActionKeys keys,
            ActionBook book,
            Announcer announcer,
            ActionRunner runner,
            RequestGate gate,
            Allowance allowance,
            ActionMetrics metrics) {
        this.directory = directory;
        this.keys = keys;
        this.book = book;
        this.announcer = announcer;
        this.runner = runner;
        this.gate = gate;
        this.allowance = allowance;
        this.metrics = metrics;
    }

    /**
     * Fails with {@link io.labkeeper.actions.database.DatabaseAway} or {@link io.labkeeper.actions.database.TooSlow} within their limits, which
     * say whether it may be done.
     */
    Uni<Answer> ask(PowerRequest request, Asker asker) {
        Asking asking = new Asking(request, asker, Payment.of(allowance, asker));
        return gate.admitted(deadline -> Uni.createFrom()
                        .deferred(() -> askedBefore(asking, deadline))
                        .onFailure(Refusals::outrun)
                        .retry()
                        .atMost(TRIES))
                .invoke(answer -> metrics.asked(answer.result()));
    }

    /** What is asked by whom, and paid once. */
    private record Asking(PowerRequest request, Asker asker, Payment payment) {}

    private Uni<Answer> askedBefore(Asking asking, Deadline deadline) {
        if (asking.asker().idempotencyKey() == null) {
            return look(asking, deadline);
        }
        return keys.byKey(asking.asker())
                .chain(first ->
                        first == null ? look(asking, deadline) : repeated(first, asking.request(), asking.asker()));
    }

    private Uni<Answer> repeated(Earlier first, PowerRequest request, Asker asker) {
        Answer answer = request.hash().equals(first.requestHash())
                ? new Answer.Accepted(first.action(), false)
                : new Answer.KeyReused();
        return noted(answer, request, asker);
    }

    private Uni<Answer> look(Asking asking, Deadline deadline) {
        PowerRequest request = asking.request();
        Asker asker = asking.asker();
        return asking.payment()
                .pay(1)
                .chain(() -> directory.find(request.vmid(), request.cluster(), asker))
                .chain(found -> decide(found, request, asker, deadline))
                .onFailure(OverLimit.class)
                .recoverWithUni(over -> noted(new Answer.TooMany((OverLimit) over), request, asker));
    }

    private Uni<Answer> decide(List<Found> found, PowerRequest request, Asker asker, Deadline deadline) {
        return switch (found.size()) {
            case 0 -> noted(new Answer.NotFound(), request, asker);
            case 1 -> book(found.get(0), request, asker, deadline);
            default -> noted(ambiguous(found), request, asker);
        };
    }

    private static Answer ambiguous(List<Found> found) {
        return new Answer.Ambiguous(found.stream().map(Found::vm).toList());
    }

    private Uni<Answer> book(Found vm, PowerRequest request, Asker asker, Deadline deadline) {
        return book.book(vm, request, asker, deadline).chain(booked -> {
            booked.superseded().forEach(this::ended);
            if (booked.answer() instanceof Answer.Accepted accepted && accepted.fresh()) {
                announcer.changed(accepted.action().notice());
                runner.nudge();
                return Uni.createFrom().item(booked.answer());
            }
            return noted(booked.answer(), request, asker);
        });
    }

    private void ended(ActionNotice superseded) {
        runner.withdraw(UUID.fromString(superseded.id()));
        announcer.changed(superseded);
    }

    private Uni<Answer> noted(Answer answer, PowerRequest request, Asker asker) {
        return book.note(answer, request, asker).replaceWith(answer);
    }
}
