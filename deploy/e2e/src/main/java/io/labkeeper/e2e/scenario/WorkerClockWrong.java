package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.check.Database.Head;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Guest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A sync-worker whose clock is an hour off holds the lease. Needs the program {@code faketime}. */
public final class WorkerClockWrong implements Scenario {
    private static final Duration TAKEN_OVER = Duration.ofSeconds(20);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration HOUR = Duration.ofHours(1);

    @Override
    public String id() {
        return "W-03";
    }

    @Override
    public String promise() {
        return "the clock of the lease holder an hour ahead, then an hour behind: leases, ages and times of change are the"
                + " database's, and users notice nothing";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        if (!available()) {
            findings.skip("there is no program \"faketime\" here, without which no process can have a clock of its own;"
                    + " install the package faketime to have this row proved");
            return;
        }
        try (SickCluster cluster = SickCluster.any(bench);
                HeadWatch watch = new HeadWatch(cluster.database());
                SteadyLoad load = bench.load()) {
            new Story(bench, cluster, findings).hold("+1h", HOUR);
            new Story(bench, cluster, findings).hold("-1h", HOUR.negated());
            watch.oneWriter(cluster.id(), findings);
            findings.expect(load.stop().allGood(), load.report().describe());
        }
        findings.expect(bench.replicasEqualPostgres());
    }

    private static boolean available() {
        try {
            return new ProcessBuilder("sh", "-c", "command -v faketime").start().waitFor() == 0;
        } catch (IOException e) {
            throw new ProveException("cannot run sh", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }

    private record Story(Bench bench, SickCluster cluster, Findings findings) {

        void hold(String shift, Duration off) {
            List<String> workers = bench.lab().state().ofKind("sync-worker").stream()
                    .map(Part::name)
                    .toList();
            String wrong = cluster.holder();
            List<String> others =
                    workers.stream().filter(name -> !name.equals(wrong)).toList();
            try {
                bench.lab().kill(wrong);
                // The monotonic clock is right even on a host whose wall clock is not.
                bench.lab().repairUnder(List.of("env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", shift));
                shifted(wrong, off);
                String owner = cluster.head().owner();
                others.forEach(bench.lab()::kill);
                taken(wrong, owner, shift);
                bench.lab().repair();
                times(wrong, shift);
            } finally {
                if (bench.lab().state().part(wrong).alive()) {
                    bench.lab().kill(wrong);
                }
                bench.lab().repair();
            }
        }

        /** A process tells when it was started, by its own clock. */
        private void shifted(String wrong, Duration off) {
            double started =
                    Metrics.of(List.of(bench.lab().state().part(wrong))).sum("process_start_time_seconds");
            Duration seen = Duration.ofMillis(
                    (long) (1000 * started) - cluster.database().now().toEpochMilli());
            findings.expect(
                    seen.minus(off).abs().compareTo(Duration.ofMinutes(2)) < 0,
                    wrong + " started anew: its clock is " + seen.toMinutes() + " min off");
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
