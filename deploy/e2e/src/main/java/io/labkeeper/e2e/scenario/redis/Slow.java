package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;

/** Redis answers 600 ms late: 300 on the way there, 300 on the way back. */
final class Slow implements Scenario {
    private static final Duration LATE = Duration.ofMillis(300);
    private static final Duration SHOWN = Duration.ofMillis(3500);
    private static final Duration SLOW = Duration.ofSeconds(8);
    /** The client's own bound on what may wait for a connection is 24; a queue that grows would reach it at once. */
    private static final double MOST_WAITING = 4;

    @Override
    public String id() {
        return "R-05";
    }

    @Override
    public String promise() {
        return "Redis late by 300 ms each way: no read waits for it (p99 below 10 ms), nothing piles up before it, and what is"
                + " committed is shown within 3.5 s";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench)) {
            bench.lab().proxies().delay("redis", LATE);
            long slow = System.nanoTime();
            try {
                findings.within(
                        "committed while Redis is slow, shown by all replicas after",
                        renaming.fromCommitToShown(SHOWN),
                        SHOWN);
                double most = mostWaiting(bench, SLOW.minusNanos(System.nanoTime() - slow));
                load.fast("Redis slow", slow, System.nanoTime(), PromisedLoad.FROM_MEMORY, findings);
                findings.expect(
                        most <= MOST_WAITING,
                        "at most " + Math.round(most) + " questions of a reader waited for a connection to Redis (≤ "
                                + Math.round(MOST_WAITING) + ")");
            } finally {
                bench.lab().proxies().store("redis", Mode.UP);
            }
            load.allGood(findings);
        }
    }

    private static double mostWaiting(Bench bench, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        double most = 0;
        do {
            Metrics metrics = Metrics.of(bench.lab().state().ofKind("inventory-service"));
            most = Math.max(most, metrics.sum("redis_pool_queue_size"));
            Eventually.pause(Duration.ofMillis(250));
        } while (System.nanoTime() - end < 0);
        return most;
    }
}
