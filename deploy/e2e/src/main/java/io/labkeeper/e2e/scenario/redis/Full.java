package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;

/** Redis answers, but takes nothing new: its memory is full. */
final class Full implements Scenario {
    private static final Duration SHOWN = Duration.ofSeconds(3);
    private static final Duration COUNTED = Duration.ofSeconds(15);

    @Override
    public String id() {
        return "R-06";
    }

    @Override
    public String promise() {
        return "Redis full: syncs go on in Postgres, what they commit is shown within 3 s, the writes that were refused are"
                + " counted, and all is rebuilt once there is room";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench);
                Redis redis = bench.lab().redis()) {
            double before = refused(bench);
            redis.ask("CONFIG", "SET", "maxmemory-policy", "noeviction");
            redis.ask("CONFIG", "SET", "maxmemory", "1mb");
            try {
                for (String when : new String[] {"Redis just full", "Redis full for some seconds"}) {
                    findings.within(
                            when + ": what is committed is shown by all replicas after",
                            renaming.fromCommitToShown(SHOWN),
                            SHOWN);
                }
                Eventually.happens("a refused write counted", COUNTED, () -> refused(bench) > before);
                findings.note(Math.round(refused(bench) - before) + " refused writes counted");
            } finally {
                redis.ask("CONFIG", "SET", "maxmemory", "0");
            }
            new Rebuilt(bench, findings).within(redis, "there was room", System.nanoTime());
            load.allGood(findings);
        }
    }

    private static double refused(Bench bench) {
        return bench.workerMetrics()
                .sum("labkeeper_worker_sync_steps_seconds_count", "step=\"redis\"", "outcome=\"failed\"");
    }
}
