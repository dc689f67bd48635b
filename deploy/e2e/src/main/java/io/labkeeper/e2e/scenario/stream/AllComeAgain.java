package io.labkeeper.e2e.scenario.stream;

import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.Scenario;
import io.labkeeper.e2e.scenario.StatementLog;
import java.time.Duration;

/** A thousand clients lose their streams in the same moment, and all come again at once, which none that obeys would do. */
final class AllComeAgain implements Scenario {
    private static final int MANY = 1_000;
    private static final Duration BACK = Duration.ofSeconds(30);
    private static final long LEAST_PAUSE = 2_000;
    private static final long LONGEST_PAUSE = 4_000;

    @Override
    public String id() {
        return "S-03";
    }

    @Override
    public String promise() {
        return MANY
                + " clients come again at once: each has its snapshot, no store is asked for one, and each is told another"
                + " pause of 2 to 4 s for the next time";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Api reader = bench.readers().get(0);
        try (Crowd crowd = new Crowd(bench, reader);
                StatementLog log = new StatementLog(bench, "labkeeper_reader")) {
            // Only connections that are made now are logged.
            bench.lab().proxies().one("postgres", reader.name(), Mode.CUT);
            crowd.come(MANY);
            long before = log.count("FROM vm_inventory");
            Duration took = crowd.comeAgainAtOnce();
            long loads = log.count("FROM vm_inventory") - before;
            findings.within("all " + crowd.listeners().size() + " have a snapshot again after", took, BACK);
            findings.expect(
                    loads <= 1, loads + " questions for VMs meanwhile, by which a sync may have been followed (≤ 1)");
            long[] pauses = crowd.listeners().stream()
                    .mapToLong(Listener::retry)
                    .sorted()
                    .toArray();
            long different =
                    crowd.listeners().stream().map(Listener::retry).distinct().count();
            findings.expect(
                    pauses[0] >= LEAST_PAUSE && pauses[pauses.length - 1] <= LONGEST_PAUSE && different > MANY / 4,
                    different + " different pauses, from " + pauses[0] + " to " + pauses[pauses.length - 1] + " ms");
        }
    }
}
