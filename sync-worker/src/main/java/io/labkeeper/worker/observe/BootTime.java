package io.labkeeper.worker.observe;

import java.time.Duration;
import java.time.Instant;

/**
 * When a guest was started: the time of the observation less its uptime. The two are not exact, so a known boot time stays
 * until the new one differs by more than they can be wrong.
 */
final class BootTime {
    /** A restart is a change by more than this. */
    static final Duration TOLERANCE = Duration.ofSeconds(10);

    private BootTime() {}

    /**
     * @param lag how old the uptime may be: zero for {@code status/current}, {@link Freshness#LAG} for lists, whose uptimes
     *     are those of the last sample, so that the guest seems to have been started later than it was
     */
    static Instant of(Instant observedAt, long uptime, Instant known, Duration lag) {
        Instant computed = observedAt.minusSeconds(uptime).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        if (known == null) {
            return computed;
        }
        Duration error = TOLERANCE.plus(lag);
        boolean same = Duration.between(known, computed).abs().compareTo(error) <= 0;
        return same ? known : computed;
    }

    /** Whether the guest was started between the two, not counting corrections towards the past. */
    static boolean restarted(Instant before, Instant after) {
        return after != null && (before == null || after.isAfter(before.plus(TOLERANCE)));
    }
}
