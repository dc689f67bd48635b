package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.check.Database.Head;
import io.labkeeper.e2e.load.SteadyLoad;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The sync-worker that holds leases is asked to end, as one is when a new version is rolled out. */
public final class LeaseHolderStopped implements Scenario {
    private static final Duration HANDED_OVER = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public String id() {
        return "S6b";
    }

    @Override
    public String promise() {
        return "the sync-worker that holds leases stopped in good order: others hold all of them within 2 s, and read";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                SteadyLoad load = bench.load()) {
            String part = cluster.holder();
            Database database = cluster.database();
            String owner = cluster.head().owner();
            List<String> held = database.heads().entrySet().stream()
                    .filter(entry -> owner.equals(entry.getValue().owner()))
                    .map(Map.Entry::getKey)
                    .toList();
            bench.lab().terminate(part);
            Duration took = Eventually.happens("other holders of " + held, PATIENCE, () -> held.stream()
                    .map(id -> database.heads().get(id))
                    .allMatch(head -> head.owner() != null && !head.owner().equals(owner)));
            findings.within(part + " asked to end: " + held + " held by others after", took, HANDED_OVER);
            Head taken = cluster.head();
            Duration read = Eventually.happens(cluster.id() + " read by " + taken.owner(), PATIENCE, () -> {
                Head now = cluster.head();
                return now.quickAt() != null
                        && (taken.quickAt() == null || now.quickAt().isAfter(taken.quickAt()));
            });
            findings.within(cluster.id() + " read by " + taken.owner() + " after", took.plus(read), PATIENCE);
            findings.expect(load.stop().allGood(), load.report().describe());
        } finally {
            bench.lab().repair();
        }
        findings.expect(bench.replicasEqualPostgres());
    }
}
