package io.labkeeper.actions.limits;

import io.labkeeper.actions.selection.Asker;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/**
 * What one request takes from an allowance: once, however often it is tried. What somebody asks for by hand is paid beforehand, so that
 * whoever is over their limit costs little; a run of a schedule, which is tried again by itself until it is booked, with its booking.
 */
public final class Payment {
    private final IntFunction<Uni<Void>> take;
    private final BiFunction<SqlConnection, Integer, Uni<Void>> takeWithin;
    private volatile boolean paid;

    Payment(IntFunction<Uni<Void>> take) {
        this(take, (connection, actions) -> Uni.createFrom().voidItem());
    }

    private Payment(IntFunction<Uni<Void>> take, BiFunction<SqlConnection, Integer, Uni<Void>> takeWithin) {
        this.take = take;
        this.takeWithin = takeWithin;
    }

    /** Of the asker's own allowance. */
    public static Payment of(Allowance allowance, Asker asker) {
        return new Payment(actions -> allowance.take(asker, actions));
    }

    /**
     * Of the allowance of all schedules of this owner: five hundred of them, each for a thousand VMs a minute, would be more than anybody
     * needs and than the audit trail should hold. Beforehand it is only looked whether anything is left, so that nobody books a thousand
     * actions in vain.
     */
    public static Payment scheduled(Allowance allowance, Asker owner) {
        return new Payment(
                actions -> allowance.anyLeftForSchedules(owner),
                (connection, actions) -> allowance.takeScheduled(connection, owner, actions));
    }

    /** What is paid beforehand, or looked for. Fails with {@link OverLimit} if nothing is left, and then nothing was taken. The caller bounds the time. */
    public Uni<Void> pay(int actions) {
        return Uni.createFrom()
                .deferred(() ->
                        paid ? Uni.createFrom().voidItem() : take.apply(actions).invoke(() -> paid = true));
    }

    /**
     * What is paid in the transaction that books the actions, and comes back if that does not commit. To be its last statement, for it makes
     * others wait. Fails with {@link OverLimit} if nothing is left.
     */
    public Uni<Void> payWithin(SqlConnection connection, int actions) {
        return takeWithin.apply(connection, actions);
    }
}
