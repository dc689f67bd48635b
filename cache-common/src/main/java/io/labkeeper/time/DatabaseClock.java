package io.labkeeper.time;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The database's time without asking it: the last time it told, plus what has passed since on this machine's monotonic clock.
 *
 * <p>The result never runs ahead of the database by more than the drift since the last {@link #observe}, because a reading is
 * taken as if it had been made when its answer arrived. Until the database has been heard, it is this machine's own clock.
 */
@ApplicationScoped
public class DatabaseClock {

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

    /** Tells it a {@code clock_timestamp()} that has just arrived. */
    public void observe(Instant databaseTime) {
        last = new Reading(databaseTime, nanoTime.getAsLong());
    }

    public Instant now() {
        Reading reading = last;
        return reading == null
                ? fallback.instant()
                : reading.databaseTime().plus(Duration.ofNanos(nanoTime.getAsLong() - reading.nanos()));
    }
}
