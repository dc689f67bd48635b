package io.labkeeper.simulator.state;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One simulated cluster's state with its clock, its timers and the lock that guards them all.
 *
 * <p>Requests, timers and the control API each take the lock for the microseconds they need; nobody holds it while
 * waiting. So everything below them is plain single-threaded code.
 */
public final class World implements AutoCloseable {

    private final Cluster cluster;
    private final Settings settings;
    private final Clock clock;
    private final Vertx vertx;
    private final Object lock = new Object();
    private final Set<Long> timers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public World(Cluster cluster, Settings settings, Clock clock, Vertx vertx) {
        this.cluster = cluster;
        this.settings = settings;
        this.clock = clock;
        this.vertx = vertx;
    }

    public Cluster cluster() {
        return cluster;
    }

    public Settings settings() {
        return settings;
    }

    public Instant now() {
        return clock.instant();
    }

    public Duration time(Timing timing) {
        return settings.get(timing);
    }

    public <T> T locked(Supplier<T> work) {
        synchronized (lock) {
            return work.get();
        }
    }

    public void locked(Runnable work) {
        synchronized (lock) {
            work.run();
        }
    }

    /** Runs the work under the lock after the delay (1 ms at least), unless the simulator has been closed. */
    public void later(Duration delay, Runnable work) {
        if (closed) {
            return;
        }
        timers.add(vertx.setTimer(Math.max(1, delay.toMillis()), timer -> {
            timers.remove(timer);
            if (!closed) {
                locked(work);
            }
        }));
    }

    /** Runs work that blocks, without the lock, on a thread that may be blocked. */
    public Future<Void> offload(Runnable work) {
        return vertx.executeBlocking(() -> {
            work.run();
            return null;
        });
    }

    @Override
    public void close() {
        closed = true;
        timers.forEach(vertx::cancelTimer);
        timers.clear();
    }
}
