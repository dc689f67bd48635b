package io.labkeeper.worker.poll;

import java.time.Duration;
import java.time.Instant;

/**
 * When a cluster's list was asked for and read, and what follows for somebody who wants it now: Proxmox itself renews it every
 * 10 s, so one read less than 10 s ago is fresh enough, and nobody's wish makes us ask more often, not even of a cluster that
 * fails. Pure; each reading gives the next value. Null times: never.
 *
 * @param asked begin of the last reading, however it ended
 * @param askedWhole the same of the last full sync
 * @param read begin of the last one that is in the inventory
 * @param readWhole the same of the last full sync; its list, not all its details
 */
record ListDemand(Instant asked, Instant askedWhole, Instant read, Instant readWhole) {
    static final ListDemand NONE = new ListDemand(null, null, null, null);
    static final Duration FRESH = Duration.ofSeconds(10);

    /** Whether there is nothing to be done for the wish. */
    boolean met(Mode mode, Instant now) {
        return fresh(mode == Mode.FULL ? readWhole : read, now);
    }

    /** Whether a reading of this kind that was begun then, and is still under way, will meet the wish. */
    static boolean willMeet(Mode wanted, Mode running, Instant began, Instant now) {
        return (wanted == Mode.QUICK || running == Mode.FULL) && fresh(began, now);
    }

    /** When the wish may be granted. */
    Instant soonest(Mode mode, Instant now) {
        Instant last = mode == Mode.FULL ? askedWhole : asked;
        return fresh(last, now) ? last.plus(FRESH) : now;
    }

    ListDemand begun(Mode mode, Instant at) {
        return new ListDemand(at, mode == Mode.FULL ? at : askedWhole, read, readWhole);
    }

    ListDemand succeeded(Mode mode, Instant began) {
        return new ListDemand(asked, askedWhole, began, mode == Mode.FULL ? began : readWhole);
    }

    private static boolean fresh(Instant moment, Instant now) {
        return moment != null && moment.plus(FRESH).isAfter(now);
    }
}
