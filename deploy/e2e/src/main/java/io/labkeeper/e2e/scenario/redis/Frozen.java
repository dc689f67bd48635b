package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;

/** Redis hangs: connections stay open, and nothing answers. */
final class Frozen implements Scenario {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration IN_THE_FIRST = Duration.ofMillis(150);
    private static final Duration SHOWN = Duration.ofMillis(3500);
    private static final Duration FROZEN = Duration.ofSeconds(10);

    @Override
    public String id() {
        return "R-04";
    }

    @Override
    public String promise() {
        return "Redis frozen for 10 s: reads' p99 at most 150 ms in the first 2 s and below 10 ms after that, and what is"
                + " committed is shown within 3.5 s";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench)) {
            bench.lab().stop("redis");
            long frozen = System.nanoTime();
            try {
                Eventually.pause(FIRST);
                long settled = System.nanoTime();
                findings.within(
                        "committed while Redis is frozen, shown by all replicas after",
                        renaming.fromCommitToShown(SHOWN),
                        SHOWN);
                Eventually.pause(FROZEN.minusNanos(System.nanoTime() - frozen));
                load.fast("first 2 s", frozen, settled, IN_THE_FIRST, findings);
                load.fast("after that", settled, System.nanoTime(), PromisedLoad.FROM_MEMORY, findings);
            } finally {
                bench.lab().go("redis");
            }
            load.allGood(findings);
        }
    }
}
