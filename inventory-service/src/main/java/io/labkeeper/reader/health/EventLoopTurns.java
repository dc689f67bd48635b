package io.labkeeper.reader.health;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while an event loop has turned in the last 10 s. Nothing outside the process is asked: a restart would not mend it. */
@Liveness
@ApplicationScoped
public class EventLoopTurns implements HealthCheck {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long BEAT_MS = 1_000;

    private final LongSupplier nanoTime;
    private volatile long turnedAt;

    @Inject
    public EventLoopTurns() {
        this(System::nanoTime);
    }

    EventLoopTurns(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.turnedAt = nanoTime.getAsLong();
    }

    void start(@Observes StartupEvent event, Vertx vertx) {
        vertx.setPeriodic(BEAT_MS, timer -> turned());
    }

    void turned() {
        turnedAt = nanoTime.getAsLong();
    }

    @Override
    public HealthCheckResponse call() {
        long still = nanoTime.getAsLong() - turnedAt;
        return HealthCheckResponse.named("event loop")
                .status(still < LIMIT.toNanos())
                .build();
    }
}
