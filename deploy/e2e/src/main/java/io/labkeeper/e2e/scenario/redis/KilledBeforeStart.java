package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.FreshReader;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import io.labkeeper.e2e.scenario.StatementLog;
import java.time.Duration;
import java.util.List;

/** Redis cannot be reached, and a replica starts that knows nothing: Postgres tells it, once. */
final class KilledBeforeStart implements Scenario {
    private static final Duration ANSWERED = Duration.ofSeconds(1);
    private static final String WHOLE_CLUSTER = "array_agg(v.body::text)";

    @Override
    public String id() {
        return "R-02";
    }

    @Override
    public String promise() {
        return "Redis away and a replica starts empty: it answers within 1 s of listening, and asks Postgres once for each"
                + " cluster";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<Api> readers = bench.readers();
        Api fresh = readers.get(0);
        int clusters = bench.database().versions().size();
        try (PromisedLoad load = PromisedLoad.on(bench, readers.subList(1, readers.size()), findings);
                StatementLog log = new StatementLog(bench, "labkeeper_reader")) {
            bench.lab().proxies().store("redis", Mode.DOWN);
            try (FreshReader start = new FreshReader(bench, fresh)) {
                Duration took = start.listAfterFirstAnswer();
                long asked = log.count(WHOLE_CLUSTER);
                findings.within(
                        fresh.name() + " started without Redis: its list after its first answer of any kind",
                        took,
                        ANSWERED);
                findings.expect(
                        asked == clusters, asked + " questions for a whole cluster, of which there are " + clusters);
            } finally {
                bench.lab().proxies().store("redis", Mode.UP);
            }
            load.allGood(findings);
        }
    }
}
