package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Fault;
import java.time.Duration;

/**
 * A cluster takes our request and does not answer, or in drops, or breaks the connection. (A connection that is not even accepted cannot
 * be had from the simulator.)
 */
public final class ClusterSilent implements Scenario {
    private static final Duration BUDGET = Duration.ofSeconds(15);
    /** A hundred of them are twice as long as the budget. */
    private static final Duration DROP = Duration.ofMillis(300);

    private static final String SYNCS = "labkeeper_worker_syncs_seconds";

    @Override
    public String id() {
        return "X-03";
    }

    @Override
    public String promise() {
        return "a cluster that hangs, answers in drops or breaks the connection: each sync ends within 15 s, is told as failed,"
                + " and other clusters are read as ever";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                HeadWatch watch = new HeadWatch(cluster.database());
                SteadyLoad load = bench.load()) {
            suffer(bench, cluster, "no answer", Fault.of("hang", Fault.LIST), findings);
            suffer(
                    bench,
                    cluster,
                    "an answer in drops",
                    Fault.of("drip", Fault.LIST).delay(DROP),
                    findings);
            suffer(bench, cluster, "a broken connection", Fault.of("reset", Fault.LIST), findings);
            Duration bound = bench.pace().quickShown();
            cluster.others()
                    .forEach(other -> findings.within(
                            other + " meanwhile read " + watch.reads(other) + " times; longest pause",
                            watch.longestPause(other),
                            bound));
            findings.expect(!cluster.others().isEmpty(), cluster.others().size() + " other clusters");
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    private static void suffer(Bench bench, SickCluster cluster, String what, Fault fault, Findings findings) {
        String label = "cluster=\"" + cluster.id() + "\"";
        double countBefore = bad(bench, SYNCS + "_count", label);
        SyncTimes syncs = new SyncTimes(bench, cluster);
        cluster.simulator().fault(fault);
        Duration limit = bench.pace().quickShown().plus(BUDGET.multipliedBy(2));
        Duration told = cluster.tells("failing", limit, now -> {
            syncs.look();
            return !now.path("error").isNull();
        });
        String code = cluster.trouble(cluster.readers().get(0));
        double count = bad(bench, SYNCS + "_count", label) - countBefore;
        findings.expect(count > 0, what + ": told as " + code + " after " + told.toMillis() + " ms");
        findings.within(what + ": the longest sync took", syncs.longest(), BUDGET);
        findings.note(what + " is over: read again after " + cluster.heal().toMillis() + " ms");
    }

    /** Of syncs that did not end well. */
    private static double bad(Bench bench, String name, String cluster) {
        Metrics metrics = bench.workerMetrics();
        return metrics.sum(name, cluster) - metrics.sum(name, cluster, "outcome=\"ok\"");
    }
}
