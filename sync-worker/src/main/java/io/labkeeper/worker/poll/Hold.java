package io.labkeeper.worker.poll;

import java.time.Instant;

/**
 * Whether a cluster that has refused our token is left alone for a while, as its {@link Schedule} says: for those who ask it
 * besides, and not only when the schedule says so. Each refusal costs Proxmox 3 s of a worker process.
 */
final class Hold {
    private volatile Instant until;

    /**
     * @param moment database time; null for no hold
     */
    void until(Instant moment) {
        until = moment;
    }

    boolean holds(Instant now) {
        Instant end = until;
        return end != null && now.isBefore(end);
    }
}
