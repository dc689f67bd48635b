package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.check.VersionsNeverGoBack;
import io.labkeeper.e2e.lab.Postgres;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.load.SteadyLoad;
import java.time.Duration;
import java.util.List;

/**
 * Postgres fails over to a replica that lagged: all connections break, and what comes back is a state of some changes ago. It is made of
 * copies of a cluster's rows, put back while nobody is connected.
 */
public final class CommitsLost implements Scenario {
    private static final List<String> TABLES = List.of("cluster_sync", "vm_inventory", "vm_address", "cluster_metrics");
    private static final Duration AWAY = Duration.ofSeconds(2);
    /** Two seconds, and the second between two looks at the heads. */
    private static final Duration RELOADED = Duration.ofSeconds(3);
    /** A lease may have to run out first; then the next sync compares. */
    private static final Duration NOTICED = Duration.ofSeconds(20);

    private static final int CHANGES = 3;

    @Override
    public String id() {
        return "D-07";
    }

    @Override
    public String promise() {
        return "Postgres comes back without its last commits: the lease holder raises the generation, all replicas reload within"
                + " 2 s of that (and the second between two looks), none goes back and none diverges";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench)) {
            try (Marks marks = new Marks(cluster, NOTICED);
                    SteadyLoad load = bench.load()) {
                new Story(bench, cluster, marks, findings).play();
                findings.expect(bench.replicasEqualPostgres());
                marks.noHalf(findings);
                findings.expect(load.stop().allGood(), load.report().describe());
                findings.expect(VersionsNeverGoBack.check(bench.history().sightings()));
            } finally {
                bench.lab().proxies().all(Mode.UP);
                TABLES.forEach(table -> bench.postgres().run("DROP TABLE IF EXISTS " + copy(table)));
            }
        }
    }

    private static String copy(String table) {
        return "prove_" + table;
    }

    private record Story(Bench bench, SickCluster cluster, Marks marks, Findings findings) {

        void play() {
            try (Postgres.Transaction transaction = bench.postgres().begin()) {
                TABLES.forEach(table -> transaction.run("CREATE TABLE " + copy(table) + " AS SELECT * FROM " + table
                        + " WHERE cluster_id = '" + cluster.id() + "'"));
                transaction.commit();
            }
            Version old = cluster.head().version();
            for (int round = 1; round <= CHANGES; round++) {
                marks.name(round);
                marks.shown(round, NOTICED);
            }
            bench.lab().proxies().store("postgres", Mode.DOWN);
            Eventually.pause(AWAY);
            Version lost = cluster.head().version();
            restore();
            Version back = cluster.head().version();
            findings.expect(
                    back.compareTo(lost) < 0,
                    cluster.id() + " turned back from version " + lost + " to " + back + " while nobody was connected");
            findings.note("version when the copy was made: " + old);
            bench.lab().proxies().store("postgres", Mode.UP);
            raised(lost);
        }

        private void restore() {
            try (Postgres.Transaction transaction = bench.postgres().begin()) {
                for (String table : TABLES) {
                    transaction.run("DELETE FROM " + table + " WHERE cluster_id = ?", cluster.id());
                    transaction.run("INSERT INTO " + table + " SELECT * FROM " + copy(table));
                }
                transaction.commit();
            }
        }

        private void raised(Version lost) {
            Duration noticed = Eventually.happens(
                    "a new generation",
                    NOTICED.multipliedBy(2),
                    () -> cluster.head().version().generation() > lost.generation());
            long since = System.nanoTime();
            findings.within("a new generation after", noticed, NOTICED);
            Eventually.happens(
                    "all replicas in the new generation", RELOADED.multipliedBy(5), () -> cluster.readers().stream()
                            .allMatch(reader -> shown(reader).generation() > lost.generation()));
            findings.within("all replicas reloaded after", Duration.ofNanos(System.nanoTime() - since), RELOADED);
            marks.shown(CHANGES, NOTICED);
        }

        private Version shown(Api reader) {
            String revision = cluster.told(reader).path("revision").asText();
            return Version.parse(cluster.id() + "=" + revision).get(cluster.id());
        }
    }
}
