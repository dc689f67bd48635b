package io.labkeeper.bench.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.Simulator;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One simulated cluster of a stated size with one worker, watched. */
final class Fleet {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration FIRST_READING = Duration.ofMinutes(20);
    private static final Duration SHOWN = Duration.ofMinutes(3);
    private static final int CHANGES = 100;
    /** In the order in which a sync takes them. */
    private static final List<String> STEPS = List.of("fetch", "diff", "postgres", "redis");

    private final Lab lab;
    private final int vms;
    private final PrintStream out;
    private final Simulator simulator;
    private final Database database;
    private final WorkerFigures worker;
    private long heapPeak;

    Fleet(Lab lab, int vms, PrintStream out) {
        this.lab = lab;
        this.vms = vms;
        this.out = out;
        Part proxmox = lab.state().ofKind("proxmox").get(0);
        this.simulator = new Simulator(
                proxmox.facts().path("cluster_id").asText(),
                proxmox.facts().path("control_url").asText());
        this.database = new Database(
                lab.state().part("postgres").facts().path("jdbc_url").asText());
        this.worker = new WorkerFigures(lab.state().ofKind("sync-worker").get(0));
    }

    FleetCost measured(Duration unchanged) {
        say("reading everything for the first time");
        firstReading();
        say("watching it unchanged for " + unchanged.toMinutes() + " min");
        FleetCost.Idle idle = idle(unchanged);
        long running = simulator.guests().stream().filter(Guest::running).count();
        say("changing " + CHANGES + " states");
        FleetCost.Changes changes = changes();
        return new FleetCost(vms, running, idle, changes, heapPeak, worker.heapLimit(), worker.residentPeak());
    }

    /** Until every configuration was read once, and two more full syncs have found what was left to look up. */
    private void firstReading() {
        Eventually.get("the configuration of every VM read", FIRST_READING, () -> {
            look();
            long unread = database.vmsWithoutBirth();
            return unread == 0 ? Optional.of(true) : Optional.empty();
        });
        long settled = worker.fulls() + 2;
        Eventually.get("two more full syncs", FIRST_READING, () -> {
            look();
            return worker.fulls() >= settled ? Optional.of(true) : Optional.empty();
        });
    }

    private FleetCost.Idle idle(Duration time) {
        long revision = version().revision();
        long fulls = worker.fulls();
        simulator.forgetRequests();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            look();
        }
        Map<String, Long> requests = simulator.requests();
        return new FleetCost.Idle(
                requests,
                requests.getOrDefault(SyncPromises.LIST, 0L),
                worker.fulls() - fulls,
                version().revision() - revision);
    }

    private FleetCost.Changes changes() {
        long before = version().revision();
        Map<String, WorkerFigures.Timed> stepsBefore = worker.steps(STEPS);
        List<Guest> victims = simulator.guests().stream()
                .filter(guest -> guest.running() && !guest.template())
                .limit(CHANGES)
                .toList();
        victims.forEach(guest -> simulator.stop(guest.vm().vmid()));
        simulator.sampleNow();
        Api reader = new Api(
                "inventory-service",
                lab.state().ofKind("inventory-service").get(0).url(),
                lab.token("admin"));
        Eventually.get("all changes shown", SHOWN, () -> {
            look();
            long stopped =
                    victims.stream().filter(guest -> stopped(reader, guest)).count();
            return stopped == victims.size() ? Optional.of(true) : Optional.empty();
        });
        int rows = database.changedSince(simulator.cluster(), before).size();
        JsonNode cluster = reader.syncStats().path("clusters").path(0);
        return new FleetCost.Changes(
                victims.size(),
                rows,
                version().revision() - before,
                cluster.path("quick_duration_ms").asLong(),
                steps(stepsBefore, worker.steps(STEPS)));
    }

    private static List<FleetCost.Step> steps(
            Map<String, WorkerFigures.Timed> before, Map<String, WorkerFigures.Timed> after) {
        return STEPS.stream()
                .map(name -> new FleetCost.Step(
                        name, after.get(name).since(before.get(name)).meanMillis()))
                .toList();
    }

    private static boolean stopped(Api reader, Guest guest) {
        return reader.find(guest.vm())
                .filter(vm -> "stopped".equals(vm.path("status").asText()))
                .isPresent();
    }

    private Version version() {
        return Optional.ofNullable(database.versions().get(simulator.cluster()))
                .orElseThrow(() -> new ProveException("nothing is known of " + simulator.cluster()));
    }

    /** Lets a moment pass, and looks at the worker's memory. */
    private void look() {
        Eventually.pause(LOOK_EVERY);
        heapPeak = Math.max(heapPeak, worker.heap());
    }

    private void say(String text) {
        out.println(vms + " VMs: " + text);
    }
}
