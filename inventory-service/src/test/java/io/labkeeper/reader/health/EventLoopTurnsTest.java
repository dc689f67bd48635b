package io.labkeeper.reader.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class EventLoopTurnsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final EventLoopTurns loop = new EventLoopTurns(nanos::get);

    @Test
    void a_loop_that_turned_within_ten_seconds_is_alive() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(9));

        assertThat(loop.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void one_that_has_stood_still_for_longer_is_not() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));

        assertThat(loop.call().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void one_that_turns_again_is_alive_again() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        loop.turned();

        assertThat(loop.call().getStatus()).isEqualTo(Status.UP);
    }
}
