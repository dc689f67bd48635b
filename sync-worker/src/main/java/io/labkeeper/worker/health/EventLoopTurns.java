package io.labkeeper.worker.health;

import io.labkeeper.worker.poll.WorkerMetrics;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long the event loops are held up: each is given a beat, and how late that comes is how long the turn before it has
 * taken, to within the beat. Told twice: as it was, which the machine may have a part in (garbage collection, other processes), and
 * how much of it the loop itself has worked.
 */
@ApplicationScoped
public class EventLoopTurns {
    private static final long BEAT_NANOS = Duration.ofMillis(25).toNanos();

    private final Vertx vertx;
    private final WorkerMetrics metrics;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private volatile boolean stopped;

    public EventLoopTurns(Vertx vertx, WorkerMetrics metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        vertx.nettyEventLoopGroup().forEach(loop -> loop.execute(() -> next(loop)));
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void next(EventExecutor loop) {
        long due = System.nanoTime() + BEAT_NANOS;
        long worked = worked();
        loop.schedule(() -> beat(loop, due, worked), BEAT_NANOS, TimeUnit.NANOSECONDS);
    }

    private void beat(EventExecutor loop, long due, long workedBefore) {
        long late = Math.max(0, System.nanoTime() - due);
        metrics.turned(late, Math.min(late, worked() - workedBefore));
        if (!stopped && !loop.isShuttingDown()) {
            next(loop);
        }
    }

    /** Processor time of this thread; 0 where the machine does not tell, and then no loop has worked. */
    private long worked() {
        return threads.isCurrentThreadCpuTimeSupported() ? Math.max(0, threads.getCurrentThreadCpuTime()) : 0;
    }
}
