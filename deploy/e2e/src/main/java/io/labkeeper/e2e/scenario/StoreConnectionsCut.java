package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.lab.StoreProxies;
import io.labkeeper.e2e.load.SteadyLoad;
import java.time.Duration;

/** Every connection between our services and their stores breaks in the same moment; the stores themselves are well. */
public final class StoreConnectionsCut implements Scenario {
    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final Duration RECONNECTED = Duration.ofSeconds(3);

    @Override
    public String id() {
        return "S5c";
    }

    @Override
    public String promise() {
        return "all connections to both stores cut at once: no read fails, and three seconds later an action goes its usual way";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        StoreProxies proxies = bench.lab().proxies();
        try (SteadyLoad load = bench.load()) {
            Eventually.pause(BEFORE);
            proxies.all(StoreProxies.Mode.CUT);
            findings.note("the connections through " + proxies.count() + " proxies cut");
            Eventually.pause(RECONNECTED);
            new Errand(bench, vm).run("connections cut", Duration.ofSeconds(1), findings);
            findings.expect(bench.replicasEqualPostgres());
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }
}
