package io.labkeeper.worker.poll;

import java.time.Duration;
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
    private volatile FairShare share;
    private int unbalanced; // used by the looks alone, one at a time

    /**
     * @param held how many leases this worker holds now
     */
    Sharing(PollConfig config, String self, IntSupplier held) {
        this.config = config;
        this.held = held;
        this.share = FairShare.alone(self, Integer.MAX_VALUE / 2);
    }

    /** For a worker that shares with nobody. */
    static Sharing alone(PollConfig config) {
        return new Sharing(config, "", () -> 0);
    }

    /**
     * A lease is about to be tried; to be {@link #end}ed.
     *
     * @return for how long it must have been free
     */
    Duration begin() {
        int claimed = held.getAsInt() + trying.getAndIncrement();
        Duration tries = config.leaseTry();
        return share.patience(
                claimed,
                tries.multipliedBy(6).dividedBy(5),
                tries.multipliedBy(9).dividedBy(5));
    }

    void end() {
        trying.decrementAndGet();
    }

    /**
     * @return how many leases are to be given back: 0 unless it has been too many for some looks in a row
     */
    int seen(FairShare now) {
        share = now;
        unbalanced = now.surplus() == 0 ? 0 : unbalanced + 1;
        if (unbalanced < config.sharePatience()) {
            return 0;
        }
        unbalanced = 0;
        return now.surplus();
    }
}
