package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.lab.Metrics;
import java.time.Duration;

/**
 * The longest sync of a cluster from now on, quick or full, as sync-worker counts them. From sums, looked at again and again: its own
 * maximum still knows of a sync minutes ago, such as one of a worker that was frozen.
 */
final class SyncTimes {
    private static final String SYNCS = "labkeeper_worker_syncs_seconds";

    private final Bench bench;
    private final String cluster;
    private double count;
    private double sum;
    private double longest;

    SyncTimes(Bench bench, SickCluster cluster) {
        this.bench = bench;
        this.cluster = "cluster=\"" + cluster.id() + "\"";
        look();
        this.longest = 0;
    }

    /** To be called so often that there is one sync at the most in between; of several, their mean counts. */
    void look() {
        Metrics metrics = bench.workerMetrics();
        double countNow = metrics.sum(SYNCS + "_count", cluster);
        double sumNow = metrics.sum(SYNCS + "_sum", cluster);
        if (countNow > count) {
            longest = Math.max(longest, (sumNow - sum) / (countNow - count));
        }
        count = countNow;
        sum = sumNow;
    }

    Duration longest() {
        look();
        return Duration.ofMillis(Math.round(longest * 1000));
    }
}
