package io.labkeeper.time;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * The database's time without asking it: the last time it told, plus what has passed since on this machine's monotonic clock.
 *
 * <p>The result never runs ahead of the database by more than the drift since the last {@link #observe}, because a reading is
 * taken as if it had been made when its answer arrived. Until the database has been heard, it is this machine's own clock.
 */
@ApplicationScoped
public class DatabaseClock {

    /** Longer than any answer is under way. */
    private static final Duration LONGEST_WAY = Duration.ofSeconds(15);

    /** After this an estimate gives way to any reading: this machine's clock may run fast. */
    private static final Duration LONGEST_TRUST = Duration.ofSeconds(10);

    private record Reading(Instant databaseTime, long nanos) {}

    private final Clock fallback;
    private final LongSupplier nanoTime;
    private volatile Reading last;

    public DatabaseClock() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    /** For tests: both clocks given. */
    public DatabaseClock(Clock fallback, LongSupplier nanoTime) {
        this.fallback = fallback;
        this.nanoTime = nanoTime;
    }

    /**
     * Tells it a {@code clock_timestamp()} that has just arrived. An answer that was long under way tells less than the one before,
     * so the later estimate stays; a difference too large for that means that the database's clock was set.
     */
    public void observe(Instant databaseTime) {
        if (last == null
                || Duration.between(databaseTime, now()).abs().compareTo(LONGEST_WAY) > 0
                || databaseTime.isAfter(now())
                || nanoTime.getAsLong() - last.nanos() > LONGEST_TRUST.toNanos()) {
            last = new Reading(databaseTime, nanoTime.getAsLong());
        }
    }

    /** In whole milliseconds, rounded down. */
    public Instant now() {
        Reading reading = last;
        Instant now = reading == null
                ? fallback.instant()
                : reading.databaseTime().plus(Duration.ofNanos(nanoTime.getAsLong() - reading.nanos()));
        return now.truncatedTo(ChronoUnit.MILLIS);
    }
}
