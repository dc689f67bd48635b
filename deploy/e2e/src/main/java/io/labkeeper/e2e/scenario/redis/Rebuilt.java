package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.check.RedisEqualsPostgres;
import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** How Redis gets back what it has forgotten. */
record Rebuilt(Bench bench, Findings findings) {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /**
     * Waits until Redis holds what Postgres does; that may take one quick interval.
     *
     * @param since the moment from which it counts
     */
    void within(Redis redis, String since, long sinceNanos) {
        RedisEqualsPostgres check = new RedisEqualsPostgres(redis, bench.database());
        AtomicReference<List<String>> last = new AtomicReference<>(List.of());
        Eventually.happens("Redis equal to Postgres, but " + last, LONGEST, () -> {
            last.set(check.differences());
            return last.get().isEmpty();
        });
        Duration interval = bench.pace().quick().plus(bench.pace().quick().dividedBy(10));
        findings.within(
                "Redis equal to Postgres, " + check.clusters() + " clusters with all their VMs, after " + since + ":",
                Duration.ofNanos(System.nanoTime() - sinceNanos),
                interval);
    }
}
