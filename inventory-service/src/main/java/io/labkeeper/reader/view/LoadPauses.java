package io.labkeeper.reader.view;

import io.labkeeper.inventory.Revision;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long whole loads towards one revision wait, after loads that could not tell whether it exists: while Postgres is away, each would
 * bring what is held already. The first miss costs no pause, since the next head may do; then 2 s, doubled up to 30 s.
 */
final class LoadPauses {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private Revision target = Revision.NONE;
    private Duration next = Duration.ZERO;
    private long until;

    LoadPauses(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether a load towards this revision may begin. */
    synchronized boolean over(Revision wanted) {
        return !wanted.equals(target) || nanoTime.getAsLong() - until >= 0;
    }

    /** A load towards this revision has not come so far, and nobody could say that there is no such revision. */
    synchronized void missed(Revision wanted) {
        if (!wanted.equals(target)) {
            target = wanted;
            next = Duration.ZERO;
        }
        until = nanoTime.getAsLong() + next.toNanos();
        next = next.isZero() ? FIRST : shorter(next.multipliedBy(2), LONGEST);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Some store has it, or all have denied it. */
    synchronized void forget() {
        target = Revision.NONE;
    }
}
