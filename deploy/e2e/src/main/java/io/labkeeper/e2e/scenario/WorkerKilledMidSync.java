package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.check.Database.Head;
import io.labkeeper.e2e.lab.Postgres;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The sync-worker that holds a cluster's lease is killed while it reads or writes a change of many VMs. */
public final class WorkerKilledMidSync implements Scenario {
    private static final Duration TAKEN_OVER = Duration.ofSeconds(20);
    private static final Duration REACHED = Duration.ofSeconds(30);
    private static final int LATEST_MS = 300;
    private static final int BY_CHANCE = 2;

    private static final String WAITS = "SELECT 1 FROM pg_stat_activity WHERE usename = 'labkeeper_worker'"
            + " AND wait_event_type = 'Lock' AND query LIKE '%FOR NO KEY UPDATE%'";

    @Override
    public String id() {
        return "W-01";
    }

    @Override
    public String promise() {
        return "a sync-worker killed before, inside and after its transaction, and at random moments of a sync: no half snapshot"
                + " is ever shown, and another worker goes on within 20 s";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench)) {
            try (Marks marks = new Marks(cluster, TAKEN_OVER);
                    SteadyLoad load = bench.load()) {
                Story story = new Story(bench, cluster, marks, findings);
                story.beforeTheTransaction(1);
                story.insideTheTransaction(2);
                story.afterTheTransaction(3);
                for (int i = 0; i < BY_CHANCE; i++) {
                    story.byChance(4 + i);
                }
                marks.noHalf(findings);
                findings.expect(load.stop().allGood(), load.report().describe());
            } finally {
                bench.lab().proxies().all(Mode.UP);
                bench.lab().repair();
            }
            findings.expect(bench.replicasEqualPostgres());
        }
    }

    private record Story(Bench bench, SickCluster cluster, Marks marks, Findings findings) {

        void beforeTheTransaction(int round) {
            String holder = cluster.holder();
            String late = cluster.simulator()
                    .fault(Fault.of("delay", Fault.LIST)
                            .delay(Duration.ofSeconds(4))
                            .times(1));
            marks.name(round);
            struck(late);
            kill("before its transaction", holder, round, () -> {});
        }

        /** The row that every change set locks first is locked by somebody else. */
        void insideTheTransaction(int round) {
            String holder = cluster.holder();
            Postgres postgres = bench.postgres();
            try (Postgres.Transaction lock = postgres.begin()) {
                lock.run("SELECT 1 FROM cluster_sync WHERE cluster_id = ? FOR UPDATE", cluster.id());
                marks.name(round);
                soon();
                Eventually.happens("a change set under way", REACHED, () -> postgres.run(WAITS) > 0);
                kill("inside its transaction", holder, round, lock::close);
            }
        }

        /** Redis does not answer, so that what was committed is not told. */
        void afterTheTransaction(int round) {
            String holder = cluster.holder();
            Version before = cluster.head().version();
            bench.lab().proxies().one("redis", holder, Mode.HANG);
            marks.name(round);
            soon();
            Eventually.happens(
                    "a change set committed",
                    REACHED,
                    () -> cluster.head().version().compareTo(before) > 0);
            kill("after its transaction, nothing told", holder, round, () -> bench.lab()
                    .proxies()
                    .one("redis", holder, Mode.UP));
        }

        void byChance(int round) {
            String holder = cluster.holder();
            int millis = bench.random().nextInt(LATEST_MS);
            String seen = cluster.simulator()
                    .fault(Fault.of("delay", Fault.LIST)
                            .delay(Duration.ofMillis(1))
                            .times(1));
            marks.name(round);
            struck(seen);
            Eventually.pause(Duration.ofMillis(millis));
            kill(millis + " ms after it asked for the list", holder, round, () -> {});
        }

        private void soon() {
            bench.gateway("admin").post("/api/sync/trigger?type=quick");
        }

        private void struck(String fault) {
            soon();
            Eventually.happens(
                    "the list asked for", REACHED, () -> cluster.simulator().struck(fault) > 0);
        }

        private void kill(String when, String holder, int round, Runnable after) {
            String owner = cluster.head().owner();
            Instant killed = cluster.database().now();
            bench.lab().kill(holder);
            after.run();
            Head head = Eventually.get(
                    "another worker's sync of " + cluster.id(), TAKEN_OVER.multipliedBy(2), () -> Optional.of(
                                    cluster.head())
                            .filter(now -> now.owner() != null && !now.owner().equals(owner))
                            .filter(now ->
                                    now.quickAt() != null && now.quickAt().isAfter(killed)));
            findings.within(
                    "killed " + when + ": " + cluster.id() + " synced by " + head.owner() + " after",
                    Duration.between(killed, head.quickAt()),
                    TAKEN_OVER);
            marks.shown(round, TAKEN_OVER);
            bench.lab().repair();
        }
    }
}
