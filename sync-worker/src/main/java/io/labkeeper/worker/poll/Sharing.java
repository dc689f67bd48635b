package io.labkeeper.worker.poll;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * One worker's view of how the clusters are shared out: how patient its loops are with leases, and when it has held too much for so
 * long that it gives some back. Safe to use from any thread.
 */
final class Sharing {

    private final PollConfig config;
    private final IntSupplier held;
    private final AtomicInteger trying = new AtomicInteger();
    /** What this worker holds when all is fair; before the first look it knows of nobody else. */
    private volatile int share = Integer.MAX_VALUE;

    private int unbalanced; // used by the looks alone, one at a time

    /**
     * @param held how many leases this worker holds now
     */
    Sharing(PollConfig config, IntSupplier held) {
        this.config = config;
        this.held = held;
    }

    /** For a worker that shares with nobody. */
    static Sharing alone(PollConfig config) {
        return new Sharing(config, () -> 0);
    }

    /**
     * A lease is about to be tried; to be {@link #end}ed.
     *
     * @return for how long it must have been free
     */
    Duration begin() {
        int claimed = held.getAsInt() + trying.getAndIncrement();
        Duration tries = config.leaseTry();
        return FairShare.patience(
                share,
                claimed,
                tries.multipliedBy(6).dividedBy(5),
                tries.multipliedBy(9).dividedBy(5));
    }

    void end() {
        trying.decrementAndGet();
    }

    /**
     * @param kept those of this worker's clusters that it does not give back now
     * @return the clusters that are to be given back: none unless it has been too many for some looks in a row
     */
    Set<String> seen(FairShare now, Set<String> kept) {
        share = now.share();
        Set<String> given = now.handOvers(kept);
        unbalanced = given.isEmpty() ? 0 : unbalanced + 1;
        if (unbalanced < config.sharePatience()) {
            return Set.of();
        }
        unbalanced = 0;
        return given;
    }
}
