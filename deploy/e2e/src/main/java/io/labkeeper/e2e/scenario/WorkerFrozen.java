package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.check.Database.Head;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.load.SteadyLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The holder of a lease is frozen in the middle of a write: what it has sent to Postgres is on its way and arrives after another worker has
 * taken over; then it goes on itself, as if no time had passed.
 */
public final class WorkerFrozen implements Scenario {
    private static final Duration FROZEN = Duration.ofSeconds(30);
    private static final Duration TAKEN_OVER = Duration.ofSeconds(20);
    private static final Duration AWAKE = Duration.ofSeconds(15);

    private static final String AS_A_WRITE_BEGINS =
            "SELECT 1 FROM cluster_sync WHERE cluster_id = ? AND fence = ? FOR NO KEY UPDATE";

    @Override
    public String id() {
        return "W-02";
    }

    @Override
    public String promise() {
        return "the lease holder frozen for 30 s in the middle of a write: another one takes over within 20 s, the late write"
                + " finds no row under its old fence, and there is one writer at any time";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench)) {
            String holder = cluster.holder();
            try (Marks marks = new Marks(cluster, TAKEN_OVER);
                    HeadWatch watch = new HeadWatch(cluster.database());
                    SteadyLoad load = bench.load()) {
                new Story(bench, cluster, marks, findings).play(holder);
                watch.oneWriter(cluster.id(), findings);
                marks.noHalf(findings);
                findings.expect(load.stop().allGood(), load.report().describe());
            } finally {
                bench.lab().proxies().all(Mode.UP);
                bench.lab().go(holder);
            }
            findings.expect(bench.replicasEqualPostgres());
        }
    }

    private record Story(Bench bench, SickCluster cluster, Marks marks, Findings findings) {

        void play(String holder) {
            Head before = cluster.head();
            Instant read = before.quickAt();
            // From here on what it sends to Postgres waits in the proxy.
            bench.lab().proxies().one("postgres", holder, Mode.HANG);
            marks.name(1);
            Eventually.pause(bench.pace().quick().plus(bench.pace().quick().dividedBy(5)));
            bench.lab().stop(holder);
            long frozen = System.nanoTime();
            Head other = Eventually.get(
                    "another worker's sync of " + cluster.id(), TAKEN_OVER.multipliedBy(2), () -> Optional.of(
                                    cluster.head())
                            .filter(now -> now.owner() != null && now.fence() > before.fence())
                            .filter(now ->
                                    now.quickAt() != null && now.quickAt().isAfter(read)));
            findings.within(
                    holder + " frozen: " + cluster.id() + " read by " + other.owner() + ", fence " + before.fence()
                            + " → " + other.fence() + ", after",
                    Duration.ofNanos(System.nanoTime() - frozen),
                    TAKEN_OVER);
            marks.shown(1, TAKEN_OVER);
            marks.name(2);
            marks.shown(2, TAKEN_OVER);
            Eventually.pause(FROZEN.minusNanos(System.nanoTime() - frozen));
            Head last = cluster.head();
            bench.lab().proxies().one("postgres", holder, Mode.UP);
            bench.lab().go(holder);
            int rows = bench.postgres().run(AS_A_WRITE_BEGINS, cluster.id(), before.fence());
            findings.expect(rows == 0, "a write under fence " + before.fence() + " finds " + rows + " rows");
            awake(holder, last);
        }

        private void awake(String holder, Head last) {
            Duration knows = Eventually.happens(
                    holder + " knows that its lease is gone",
                    AWAKE.multipliedBy(2),
                    () -> Metrics.of(List.of(bench.lab().state().part(holder)))
                                    .sum("labkeeper_worker_leases", "cluster=\"" + cluster.id() + "\"")
                            == 0);
            findings.within(holder + " awake: knows that its lease is gone after", knows, AWAKE);
            Eventually.pause(bench.pace().quickShown());
            Head now = cluster.head();
            findings.expect(
                    now.fence() == last.fence() && now.owner().equals(last.owner()),
                    "still read by " + now.owner() + " under fence " + now.fence());
            findings.expect(
                    marks.shown(2, bench.pace().quickShown())
                                    .compareTo(bench.pace().slack())
                            <= 0,
                    "what was written meanwhile stays: 12 VMs with their second name, version " + last.version() + " → "
                            + now.version());
        }
    }
}
