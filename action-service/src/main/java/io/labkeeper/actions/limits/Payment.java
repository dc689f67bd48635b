package io.labkeeper.actions.limits;

import io.labkeeper.actions.selection.Asker;
import io.smallrye.mutiny.Uni;
import java.util.function.IntFunction;

/** What one request takes from an allowance: once, however often it is tried because somebody else was faster. */
public final class Payment {
    private final IntFunction<Uni<Void>> take;
    private volatile boolean paid;

    Payment(IntFunction<Uni<Void>> take) {
        this.take = take;
    }

    /** Of the asker's own allowance. */
    public static Payment of(Allowance allowance, Asker asker) {
        return new Payment(actions -> allowance.take(asker, actions));
    }

    /**
     * Of the allowance of all schedules of this owner: five hundred of them, each for a thousand VMs a minute, would be more than anybody
     * needs and than the audit trail should hold.
     */
    public static Payment scheduled(Allowance allowance, Asker owner) {
        return new Payment(actions -> allowance.takeScheduled(owner, actions));
    }

    /** Fails with {@link OverLimit} if nothing is left, and then nothing was taken. The caller bounds the time. */
    public Uni<Void> pay(int actions) {
        return Uni.createFrom()
                .deferred(() ->
                        paid ? Uni.createFrom().voidItem() : take.apply(actions).invoke(() -> paid = true));
    }
}
