package io.labkeeper.actions.run;

import io.smallrye.mutiny.Uni;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The word to a run that its action is not its own any more: the claim was lost, or the action was superseded or cancelled. An order
 * that still waits for room among the calls to the cluster is then not sent. Of one that was sent, only the answer is not waited for:
 * it could not be saved, since the row is another's or has ended.
 */
final class Withdrawal {
    private final UUID action;
    private final CompletableFuture<Void> said = new CompletableFuture<>();

    Withdrawal(UUID action) {
        this.action = action;
    }

    /** Says it, from any thread; saying it again changes nothing. */
    void say() {
        said.complete(null);
    }

    boolean said() {
        return said.isDone();
    }

    /** The order, sent if the word has not come before; fails with {@link LostClaim} as soon as the word comes. */
    <T> Uni<T> unlessSaid(Supplier<Uni<T>> order) {
        return Uni.createFrom()
                .deferred(() -> said() ? lost() : Uni.combine().any().of(whenSaid(), order.get()));
    }

    private <T> Uni<T> whenSaid() {
        // A copy for each, since a Uni that is cancelled cancels its stage.
        return Uni.createFrom().completionStage(said::copy).chain(this::lost);
    }

    private <T> Uni<T> lost() {
        return Uni.createFrom().failure(new LostClaim(action));
    }
}
