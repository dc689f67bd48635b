package io.labkeeper.actions.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class AliveTest {
    private final AtomicLong now = new AtomicLong();
    private final Alive alive = new Alive(now::get);

    @Test
    void aTurningEventLoopIsAlive() {
        now.set(Duration.ofSeconds(30).toNanos());
        alive.turned();
        now.set(Duration.ofSeconds(39).toNanos());

        assertThat(alive.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void oneThatHasNotTurnedForTenSecondsIsNot() {
        now.set(Duration.ofSeconds(10).toNanos());

        assertThat(alive.call().getStatus()).isEqualTo(Status.DOWN);
    }
}
