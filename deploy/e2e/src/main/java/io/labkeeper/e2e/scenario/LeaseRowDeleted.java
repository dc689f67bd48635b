package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.check.Database.Head;
import io.labkeeper.e2e.load.SteadyLoad;
import java.time.Duration;
import java.time.Instant;

/** Somebody deletes the row that holds a cluster's lease, and with it its version and its fence. */
public final class LeaseRowDeleted implements Scenario {
    private static final Duration TAKEN_AGAIN = Duration.ofSeconds(20);

    @Override
    public String id() {
        return "W-04";
    }

    @Override
    public String promise() {
        return "the row of a cluster's lease deleted: within 20 s one worker holds it again, under a greater fence and in a newer"
                + " version, and no replica loses a VM meanwhile";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                HeadWatch watch = new HeadWatch(cluster.database());
                SteadyLoad load = bench.load()) {
            int known = cluster.stored().size();
            Head before = cluster.head();
            Instant deleted = cluster.database().now();
            int rows = bench.postgres().run("DELETE FROM cluster_sync WHERE cluster_id = ?", cluster.id());
            findings.expect(rows == 1, "the row of " + cluster.id() + " deleted, fence " + before.fence());
            int[] least = {known};
            Duration took = Eventually.happens("a new lease and a read", TAKEN_AGAIN.multipliedBy(2), () -> {
                look(cluster, least);
                Head now = cluster.database().heads().get(cluster.id());
                return now != null && now.quickAt() != null && now.quickAt().isAfter(deleted);
            });
            findings.within("taken again and read after", took, TAKEN_AGAIN);
            Head now = cluster.head();
            findings.expect(
                    now.fence() > before.fence() && now.version().compareTo(before.version()) > 0,
                    "fence " + before.fence() + " → " + now.fence() + ", version " + before.version() + " → "
                            + now.version());
            // Longer than replicas leave Postgres unasked while Redis serves.
            Eventually.happens("three more reads", TAKEN_AGAIN.multipliedBy(2), () -> {
                look(cluster, least);
                return watch.reads(cluster.id()) >= 4;
            });
            findings.expect(least[0] == known, "at least " + least[0] + " of " + known + " VMs shown at all times");
            watch.oneWriter(cluster.id(), findings);
            findings.expect(bench.replicasEqualPostgres());
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    private static void look(SickCluster cluster, int[] least) {
        cluster.readers()
                .forEach(reader ->
                        least[0] = Math.min(least[0], cluster.vms(reader).size()));
    }
}
