package io.labkeeper.actions.health;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the event loop turns; what is away elsewhere is no reason to be restarted. */
@Liveness
@ApplicationScoped
public class Alive implements HealthCheck {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long BEAT_MILLIS = 1000;

    private final LongSupplier nanoTime;
    private volatile long lastTurn;

    public Alive() {
        this(System::nanoTime);
    }

    Alive(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastTurn = nanoTime.getAsLong();
    }

    void begin(@Observes StartupEvent event, Vertx vertx) {
        vertx.setPeriodic(BEAT_MILLIS, timer -> turned());
    }

    void turned() {
        lastTurn = nanoTime.getAsLong();
    }

    @Override
    public HealthCheckResponse call() {
        boolean turning = nanoTime.getAsLong() - lastTurn < LIMIT.toNanos();
        return HealthCheckResponse.named("event loop").status(turning).build();
    }
}
