package io.labkeeper.worker.health;

import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Whether an event loop has turned in the last 10 s. Nothing outside the process is asked: a restart would not mend it. */
@Liveness
@ApplicationScoped
public class EventLoopLiveness implements HealthCheck {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long BEAT_MS = 1_000;

    private final Vertx vertx;
    private volatile long turnedAt = System.nanoTime();

    public EventLoopLiveness(Vertx vertx) {
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(BEAT_MS, timer -> turnedAt = System.nanoTime());
    }

    @Override
    public HealthCheckResponse call() {
        Duration still = Duration.ofNanos(System.nanoTime() - turnedAt);
        return HealthCheckResponse.named("event-loop")
                .status(still.compareTo(LIMIT) < 0)
                .withData("still_ms", still.toMillis())
                .build();
    }
}
