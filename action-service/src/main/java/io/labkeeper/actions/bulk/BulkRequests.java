package io.labkeeper.actions.bulk;

import io.labkeeper.actions.bulk.BulkBook.Booked;
import io.labkeeper.actions.bulk.BulkBook.Earlier;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.database.Refusals;
import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.limits.Allowance;
import io.labkeeper.actions.limits.Limits;
import io.labkeeper.actions.limits.OverLimit;
import io.labkeeper.actions.limits.Payment;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Selection;
import io.labkeeper.actions.selection.Selections;
import io.labkeeper.actions.selection.Selector;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Asks for the same action on many VMs: whose VMs they are, whether it was asked before, how many are allowed, what is open; then the
 * actions are in the database, all at once, and everybody is told.
 */
@ApplicationScoped
public class BulkRequests {

    /** Somebody else may be faster each time; more often than this is not bad luck. */
    private static final int TRIES = 3;

    private final Selections selections;
    private final BulkBook book;
    private final Allowance allowance;
    private final Limits limits;
    private final RequestGate gate;
    private final Telling telling;

    BulkRequests(
            Selections selections,
            BulkBook book,
            Allowance allowance,
            Limits limits,
            RequestGate gate,
            Telling telling) {
        this.selections = selections;
        this.book = book;
        this.allowance = allowance;
        this.limits = limits;
        this.gate = gate;
        this.telling = telling;
    }

    /**
     * Asks for it on behalf of somebody, with the rights that they have now.
     *
     * <p>Fails with a {@link ProblemException}, and then nothing was done: 400 for more VMs than their role allows, 422 for a key of
     * another request, 429 for too many actions in a short time. Fails with {@link io.labkeeper.actions.database.DatabaseAway} or
     * {@link io.labkeeper.actions.database.TooSlow} within their limits, which say whether the commit may be on its way; with an idempotency
     * key it can be asked again safely in any case. All of it but an absent database is in the audit trail.
     *
     * @return one result per VM; none at all if the selector means none that they may act on
     */
    public Uni<Batch> submit(BulkRequest request, Asker asker) {
        return submit(new Asking(request, asker, Payment.of(allowance, asker)));
    }

    /**
     * The same for a run of a schedule, whatever its owner has asked for by hand meanwhile. Fails with {@link OverLimit} if all the schedules
     * of this owner have asked for too much.
     */
    public Uni<Batch> submitScheduled(BulkRequest request, Asker owner) {
        return submit(new Asking(request, owner, Payment.scheduled(allowance, owner)));
    }

    private Uni<Batch> submit(Asking asking) {
        return gate.admitted(deadline -> Uni.createFrom()
                .deferred(() -> askedBefore(asking, deadline))
                .onFailure(Refusals::outrun)
                .retry()
                .atMost(TRIES));
    }

    /** What is asked by whom, and paid once. */
    private record Asking(BulkRequest request, Asker asker, Payment payment) {}

    private Uni<Batch> askedBefore(Asking asking, Deadline deadline) {
        if (asking.asker().idempotencyKey() == null) {
            return resolve(asking, deadline);
        }
        return book.byKey(asking.asker())
                .chain(earlier -> earlier.isEmpty()
                        ? resolve(asking, deadline)
                        : repeated(earlier.get(), asking.request(), asking.asker()));
    }

    private Uni<Batch> repeated(Earlier earlier, BulkRequest request, Asker asker) {
        if (!request.hash().equals(earlier.requestHash())) {
            return refused(
                    request,
                    asker,
                    "refused_key_reused",
                    new ProblemException(
                            ProblemType.IDEMPOTENCY_MISMATCH, "This Idempotency-Key was used for another request."));
        }
        JsonObject detail =
                new JsonObject().put("batch_id", earlier.batch().id().toString());
        return book.note(request, asker, "accepted_before", detail).replaceWith(earlier.batch());
    }

    private Uni<Batch> resolve(Asking asking, Deadline deadline) {
        Asker asker = asking.asker();
        return selections.resolve(asking.request().selector(), asker).chain(selection -> {
            int most = limits.bulk(asker.standing(), selection.teacher());
            return selection.size() > most
                    ? tooMany(asking.request(), asker, selection, most)
                    : allowed(asking, selection, deadline);
        });
    }

    private Uni<Batch> tooMany(BulkRequest request, Asker asker, Selection selection, int most) {
        String meant = selection.size() > Selector.MOST ? "more than " + Selector.MOST : "" + selection.size();
        return refused(
                request,
                asker,
                "refused_too_many",
                new ProblemException(
                        ProblemType.INVALID_BODY,
                        "These are " + meant + " VMs; you may ask for " + most + " at once."));
    }

    private Uni<Batch> allowed(Asking asking, Selection selection, Deadline deadline) {
        BulkRequest request = asking.request();
        Asker asker = asking.asker();
        return asking.payment()
                .pay(selection.size())
                .chain(() -> book.book(request, selection, asker, asking.payment(), deadline))
                .invoke(telling::booked)
                .map(Booked::batch)
                .onFailure(OverLimit.class)
                .recoverWithUni(over -> refused(request, asker, "refused_over_limit", (OverLimit) over));
    }

    private Uni<Batch> refused(BulkRequest request, Asker asker, String result, ProblemException problem) {
        return book.note(request, asker, result, new JsonObject())
                .chain(() -> Uni.createFrom().failure(problem));
    }
}
