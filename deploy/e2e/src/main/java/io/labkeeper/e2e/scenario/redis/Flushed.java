package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;

/** Redis forgets everything in the middle of its work. */
final class Flushed implements Scenario {
    private static final Duration SHOWN = Duration.ofMillis(1500);

    @Override
    public String id() {
        return "R-09";
    }

    @Override
    public String promise() {
        return "FLUSHALL: all keys are rebuilt within one quick interval, no listener is lost, and what is committed is shown"
                + " within 1.5 s";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench);
                Redis redis = bench.lab().redis()) {
            int listeners = bench.lab().state().serviceProcesses().size();
            long keys = (Long) redis.ask("DBSIZE");
            redis.ask("FLUSHALL");
            long flushed = System.nanoTime();
            new Rebuilt(bench, findings).within(redis, "its " + keys + " keys were gone", flushed);
            redis.ask("FLUSHALL");
            findings.within(
                    "gone once more: what is committed then is shown by all replicas after",
                    renaming.fromCommitToShown(SHOWN),
                    SHOWN);
            new Rebuilt(bench, findings).within(redis, "that", System.nanoTime());
            long now = redis.listeners(RedisRows.FEED);
            findings.expect(now == listeners, now + " of " + listeners + " processes listen to the feed");
            load.allGood(findings);
        }
    }
}
