package io.labkeeper.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
    private static final Instant LOCAL = Instant.parse("2026-01-15T11:30:00Z");
    private static final Instant DATABASE = Instant.parse("2026-01-15T10:30:00Z");
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final DatabaseClock clock = new DatabaseClock(Clock.fixed(LOCAL, ZoneOffset.UTC), nanos::get);

    @Test
    void until_the_database_was_heard_it_is_the_local_clock() {
        assertThat(clock.now()).isEqualTo(LOCAL);
    }

    @Test
    void then_it_goes_on_from_the_databases_time_whatever_the_local_clock_says() {
        clock.observe(DATABASE);
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(clock.now()).isEqualTo(DATABASE.plusSeconds(3));
    }
}
