package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.check.Database.Head;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The holder of a lease is frozen in the middle of a sync: it has asked Proxmox for the list, and finds the answer when it wakes, after
 * another worker has taken over. Postgres logs what workers ask of it meanwhile, so that the late write can be seen.
 */
public final class WorkerFrozen implements Scenario {
    private static final Duration FROZEN = Duration.ofSeconds(30);
    private static final Duration TAKEN_OVER = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration AWAKE = Duration.ofSeconds(15);

    /** The last line of the statement by which a worker's change set begins. */
    private static final String A_WRITE_BEGINS = "fence = $2 FOR NO KEY UPDATE";

    private static final String AS_A_WRITE_BEGINS =
            "SELECT 1 FROM cluster_sync WHERE cluster_id = ? AND fence = ? FOR NO KEY UPDATE";

    @Override
    public String id() {
        return "W-02";
    }

    @Override
    public String promise() {
        return "the lease holder frozen for 30 s in the middle of a sync: another one takes over within 20 s, its late write"
                + " finds no row under its old fence, and there is one writer at any time";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench)) {
            String holder = cluster.holder();
            log(bench, "SET log_statement = 'all'");
            try (Marks marks = new Marks(cluster, TAKEN_OVER);
                    HeadWatch watch = new HeadWatch(cluster.database());
                    SteadyLoad load = bench.load()) {
                new Story(bench, cluster, marks, findings).play(holder);
                watch.oneWriter(cluster.id(), findings);
                marks.noHalf(findings);
                findings.expect(load.stop().allGood(), load.report().describe());
            } finally {
                bench.lab().go(holder);
                log(bench, "RESET log_statement");
            }
            findings.expect(bench.replicasEqualPostgres());
        }
    }

    /** Holds for connections that are made from then on, so those that are there are cut. */
    private static void log(Bench bench, String how) {
        bench.postgres().run("ALTER ROLE labkeeper_worker " + how);
        bench.lab().proxies().store("postgres", Mode.CUT);
    }

    private record Story(Bench bench, SickCluster cluster, Marks marks, Findings findings) {

        void play(String holder) {
            Head before = cluster.head();
            Instant read = before.quickAt();
            String answer = cluster.simulator()
                    .fault(Fault.of("delay", Fault.LIST).delay(ANSWER).times(1));
            marks.name(1);
            Eventually.happens(
                    "the list asked for", TAKEN_OVER, () -> cluster.simulator().struck(answer) > 0);
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
            long asked = underFence(before.fence());
            long written = writes(before.fence());
            bench.lab().go(holder);
            int rows = bench.postgres().run(AS_A_WRITE_BEGINS, cluster.id(), before.fence());
            findings.expect(rows == 0, "a write under fence " + before.fence() + " finds " + rows + " rows");
            awake(holder, last);
            long late = underFence(before.fence()) - asked;
            findings.expect(
                    late > 0,
                    late + " statements under fence " + before.fence() + " reached Postgres after " + holder
                            + " woke, and changed nothing; change sets among them: "
                            + (writes(before.fence()) - written));
        }

        /** How many statements that name this fence stand in Postgres' log: renewals of the lease and writes. */
        private long underFence(long fence) {
            return lines(line -> true, fence);
        }

        /** How many of them begin a change set. */
        private long writes(long fence) {
            return lines(statement -> statement.contains(A_WRITE_BEGINS), fence);
        }

        /** The parameters of a statement stand in a line of their own after its last. */
        private long lines(Predicate<String> ofStatement, long fence) {
            String parameters = "$1 = '" + cluster.id() + "', $2 = '" + fence + "'";
            Path log = Path.of(
                    bench.lab().state().part("postgres").facts().path("log").asText());
            long count = 0;
            try {
                String before = "";
                for (String line : Files.readAllLines(log)) {
                    if (line.contains(parameters) && ofStatement.test(before)) {
                        count++;
                    }
                    before = line;
                }
            } catch (IOException e) {
                throw new ProveException("cannot read Postgres' log", e);
            }
            return count;
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
