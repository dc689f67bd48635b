package io.labkeeper.worker.poll;

import io.labkeeper.inventory.SyncStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a cluster is to be read next. A value: each outcome gives the next one. Pure; the time and the dice are arguments.
 *
 * @param quickAt when states are to be read
 * @param fullAt when everything is to be read
 * @param heldUntil before that not even a wish is granted; null if there is no such time
 * @param failures in a row
 */
record Schedule(Instant quickAt, Instant fullAt, Instant heldUntil, int failures) {

    private static final double SPREAD = 0.1;

    /**
     * @param quick interval
     * @param full interval
     * @param first pause after a failure
     * @param longest pause after failures
     * @param refused pause after a refused token
     */
    record Pace(Duration quick, Duration full, Duration first, Duration longest, Duration refused) {}

    /**
     * The schedule of somebody who takes a cluster over: its state at once, everything when the one before would have, or at once if
     * that one did not come to the end of its last full sync.
     */
    static Schedule takeOver(SyncStatus sync, Instant now, Pace pace) {
        Instant latest = now.plus(pace.full());
        Instant full = !lastFullWasCompleted(sync, pace)
                ? now
                : sync.nextFullAt().isAfter(latest) ? latest : sync.nextFullAt();
        return new Schedule(now, full, null, 0);
    }

    /** The next one is planned when a full sync has read the list, and the last one is noted when it has asked every guest. */
    private static boolean lastFullWasCompleted(SyncStatus sync, Pace pace) {
        if (sync.lastFullAt() == null || sync.nextFullAt() == null) {
            return false;
        }
        Duration longest = lengthen(pace.full(), 1);
        return !sync.lastFullAt().isBefore(sync.nextFullAt().minus(longest));
    }

    /** What is due, a full sync first: it does all that a quick one does. */
    Optional<Mode> due(Instant now) {
        if (heldUntil != null && now.isBefore(heldUntil)) {
            return Optional.empty();
        }
        if (!now.isBefore(fullAt)) {
            return Optional.of(Mode.FULL);
        }
        return now.isBefore(quickAt) ? Optional.empty() : Optional.of(Mode.QUICK);
    }

    /**
     * @param began when the sync that went well was begun
     * @param dice 0 to 1: the intervals vary by 10 %, or all clusters would be asked in step
     */
    Schedule succeeded(Mode mode, Instant began, Pace pace, double dice) {
        Instant quick = began.plus(vary(pace.quick(), dice));
        return new Schedule(quick, mode == Mode.FULL ? began.plus(vary(pace.full(), dice)) : fullAt, null, 0);
    }

    /**
     * @param refused whether the token was refused
     */
    Schedule failed(Instant now, Pace pace, boolean refused, double dice) {
        Duration pause = pace.first();
        for (int i = 0; i < failures && pause.compareTo(pace.longest()) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        pause = pause.compareTo(pace.longest()) > 0 ? pace.longest() : pause;
        if (refused && pause.compareTo(pace.refused()) < 0) {
            pause = pace.refused();
        }
        Instant next = now.plus(lengthen(pause, dice));
        return new Schedule(
                next, fullAt.isBefore(next) ? next : fullAt, refused ? now.plus(pace.refused()) : null, failures + 1);
    }

    /** The result could not be written, which is not the cluster's fault. */
    Schedule pausedUntil(Instant next) {
        return new Schedule(next, fullAt.isBefore(next) ? next : fullAt, heldUntil, failures);
    }

    /** Somebody wants it read now. */
    Schedule wanted(Mode mode, Instant now) {
        return new Schedule(
                earlier(quickAt, now), mode == Mode.FULL ? earlier(fullAt, now) : fullAt, heldUntil, failures);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Duration vary(Duration interval, double dice) {
        return Duration.ofMillis((long) (interval.toMillis() * (1 - SPREAD / 2 + SPREAD * dice)));
    }

    /** A pause is a lower bound, so it only grows. */
    private static Duration lengthen(Duration pause, double dice) {
        return Duration.ofMillis((long) (pause.toMillis() * (1 + SPREAD * dice)));
    }
}
