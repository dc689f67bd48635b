package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.check.Database.Head;
import io.labkeeper.e2e.lab.FakeClock;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Guest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A sync-worker whose clock is an hour off holds the lease, and its clock is set while it does. Only that process has the wrong clock.
 * Needs the program {@code faketime}.
 */
public final class WorkerClockWrong implements Scenario {
    private static final Duration TAKEN_OVER = Duration.ofSeconds(20);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SET = Duration.ofSeconds(30);
    private static final int READS = 3;

    @Override
    public String id() {
        return "W-03";
    }

    @Override
    public String promise() {
        return "the clock of the lease holder an hour ahead, an hour behind, and set from the one to the other while it holds"
                + " the lease: leases, ages and times of change are the database's, the holder stays, and users notice nothing";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Optional<FakeClock> clock = FakeClock.in(bench.lab().dir().resolve("clock-of-one-worker"));
        if (clock.isEmpty()) {
            findings.skip("there is no program \"faketime\" here, without which no process can have a clock of its own;"
                    + " install the package faketime to have this row proved");
            return;
        }
        try (SickCluster cluster = SickCluster.any(bench);
                HeadWatch watch = new HeadWatch(cluster.database());
                SteadyLoad load = bench.load()) {
            Story story = new Story(bench, cluster, clock.get(), findings);
            story.hold("+1h", HOUR, "-1h", HOUR.negated());
            story.hold("-1h", HOUR.negated(), "+1h", HOUR);
            watch.oneWriter(cluster.id(), findings);
            findings.expect(load.stop().allGood(), load.report().describe());
        }
        findings.expect(bench.replicasEqualPostgres());
    }

    /** What has to be done in any case; if it fails too, the failure before it is the one that is told. */
    private interface Undo extends AutoCloseable {
        @Override
        void close();
    }

    private record Story(Bench bench, SickCluster cluster, FakeClock clock, Findings findings) {

        /** Starts with the first clock, and is set to the second. */
        void hold(String first, Duration firstOff, String then, Duration thenOff) {
            String wrong = cluster.holder();
            List<String> others = bench.lab().state().ofKind("sync-worker").stream()
                    .map(Part::name)
                    .filter(name -> !name.equals(wrong))
                    .toList();
            // Itself, before it was killed: its successor may have the lease again by the time that its clock is known
            // to be wrong.
            String owner = cluster.head().owner();
            try (Undo undo = () -> rightAgain(wrong)) {
                bench.lab().kill(wrong);
                clock.set(first);
                bench.lab().repairUnder(wrong, clock.program());
                shifted(wrong, first, firstOff);
                others.forEach(bench.lab()::kill);
                // The others stay away until the end: once back, they are given their fair share, perhaps just this
                // cluster.
                taken(wrong, owner, first);
                times(wrong, first);
                set(wrong, then, thenOff);
                times(wrong, then);
            }
        }

        private void rightAgain(String wrong) {
            if (bench.lab().state().part(wrong).alive()) {
                bench.lab().kill(wrong);
            }
            bench.lab().repair();
        }

        private void shifted(String wrong, String shift, Duration off) {
            Part part = bench.lab().state().part(wrong);
            Duration[] seen = {Duration.ZERO};
            Eventually.happens("the clock of " + wrong + " at " + shift, SET, () -> {
                seen[0] = FakeClock.off(part);
                return seen[0].minus(off).abs().compareTo(Duration.ofMinutes(1)) < 0;
            });
            findings.note("the clock of " + wrong + " is " + seen[0].toSeconds() + " s off");
        }

        /** The clock jumps while the lease is held: the holder stays, and reads go on at their pace. */
        private void set(String wrong, String shift, Duration off) {
            Head before = cluster.head();
            clock.set(shift);
            shifted(wrong, shift, off);
            try (HeadWatch since = new HeadWatch(cluster.database())) {
                Duration limit = bench.pace().quickShown().multipliedBy(READS + 2L);
                Eventually.happens(
                        READS + " reads after the clock was set", limit, () -> since.reads(cluster.id()) > READS);
                Head now = cluster.head();
                findings.expect(
                        now.fence() == before.fence() && now.owner().equals(before.owner()),
                        "set to " + shift + ": the lease is where it was, fence " + now.fence());
                findings.within(
                        "set to " + shift + ": longest pause between reads",
                        since.longestPause(cluster.id()),
                        bench.pace().quickShown().multipliedBy(2));
            }
        }

        private void taken(String wrong, String owner, String shift) {
            Instant killed = cluster.database().now();
            Duration took = Eventually.happens(wrong + " holds the lease", TAKEN_OVER.multipliedBy(2), () -> {
                Head now = cluster.head();
                return now.owner() != null
                        && now.owner().startsWith(wrong + "-")
                        && !now.owner().equals(owner)
                        && now.quickAt() != null
                        && now.quickAt().isAfter(killed);
            });
            findings.within(shift + ": taken over and read after", took, TAKEN_OVER);
        }

        private void times(String wrong, String shift) {
            Duration left = cluster.database().leaseLeft(cluster.id());
            findings.expect(
                    !left.isNegative() && left.compareTo(LEASE) <= 0,
                    shift + ": the lease ends " + left.toMillis() + " ms from now, by the database");
            Guest guest = cluster.simulator().guests().stream()
                    .filter(each -> !each.template())
                    .findFirst()
                    .orElseThrow(() -> new ProveException(cluster.id() + " has no VM"));
            VmRef vm = guest.vm();
            Duration bound = bench.pace().quickShown().plus(cluster.lag());
            Instant before = cluster.database().now();
            cluster.simulator().rename(vm.vmid(), "seen-at-" + shift);
            cluster.shows(
                    "the new name",
                    bound.multipliedBy(3),
                    vms -> vms.get(vm).path("name").asText().equals("seen-at-" + shift));
            cluster.readers().forEach(reader -> {
                Instant updated = Instant.parse(
                        cluster.vms(reader).get(vm).path("last_updated").asText());
                boolean right = !updated.isBefore(before)
                        && !updated.isAfter(cluster.database().now());
                long age = reader.get("/api/vms?cluster=" + cluster.id())
                        .headers()
                        .firstValueAsLong("Labkeeper-Age")
                        .orElse(-1);
                findings.expect(
                        right && age >= 0 && age <= bench.pace().quickShown().toSeconds(),
                        shift + ": " + reader.name() + " shows a change at " + updated
                                + ", which is right, and an age of " + age + " s");
            });
            cluster.simulator().rename(vm.vmid(), guest.name());
            findings.expect(cluster.holder().equals(wrong), shift + ": " + wrong + " still holds the lease");
        }
    }
}
