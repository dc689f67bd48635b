package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.SteadyLoad;
import java.time.Duration;
import java.util.Map;

/** Redis dies and comes back, under steady reads. */
public final class RedisKilled implements Scenario {
    private static final Duration BEFORE = Duration.ofSeconds(2);
    /** Without the feed, changes reach a replica by polling. */
    private static final Duration POLLED = Duration.ofSeconds(3);

    private static final Duration HEALED = Duration.ofSeconds(10);

    @Override
    public String id() {
        return "S5a";
    }

    @Override
    public String promise() {
        return "Redis killed and restarted: no read fails, actions work meanwhile, everything heals without a restart of ours";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef meanwhile = bench.guests().stopped();
        VmRef afterwards = bench.guests().stopped();
        Map<String, Long> processes = bench.lab().state().serviceProcesses();
        try (SteadyLoad load = bench.load()) {
            Eventually.pause(BEFORE);
            bench.lab().kill("redis");
            new Errand(bench, meanwhile).run("Redis away", POLLED, findings);
            Eventually.pause(bench.pace().away());
            bench.lab().repair();
            fast(bench, afterwards, findings);
            findings.expect(bench.replicasEqualPostgres());
            findings.expect(load.stop().allGood(), load.report().describe());
        }
        findings.expect(
                processes.equals(bench.lab().state().serviceProcesses()),
                "none of our " + processes.size() + " processes restarted");
    }

    /** The feed is back when an action shows at once again, and not only at the next poll. */
    private static void fast(Bench bench, VmRef vm, Findings findings) {
        Duration soon = Duration.ofMillis(500);
        Eventually.pause(HEALED.dividedBy(2));
        new Errand(bench, vm).run("Redis back", soon, findings);
    }
}
