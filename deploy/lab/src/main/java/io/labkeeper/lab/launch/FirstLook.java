package io.labkeeper.lab.launch;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.lab.services.ServiceKind;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Options;
import io.labkeeper.lab.state.Part;
import io.labkeeper.lab.state.PrivateFiles;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** After the start: has every cluster been read, and have the demo users got their VMs? Whatever has not is a warning. */
public final class FirstLook {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);
    /** A lease of a worker that was killed lasts 15 s, and the next one reads at once: an error that is told later is not an old one. */
    private static final Duration OLD_ERRORS = Duration.ofSeconds(20);

    private final LabDir dir;
    private final LabState state;
    private final Console console;
    private final LabApi api;

    public FirstLook(LabDir dir, LabState state, Console console) {
        this.dir = dir;
        this.state = state;
        this.console = console;
        this.api = new LabApi(state);
    }

    public void run() {
        Options.Replicas replicas = state.options().replicas();
        if (replicas.workers() == 0 || replicas.inventory() == 0) {
            return;
        }
        String admin = api.token("admin");
        List<ClusterReport> reports = awaitClusters(admin);
        for (ClusterReport report : reports) {
            report.warning().ifPresent(console::warn);
        }
        long read =
                reports.stream().filter(report -> report.warning().isEmpty()).count();
        console.say(String.format(Locale.ROOT, "%6.1f s  %d of %d clusters read", console.seconds(), read, expected()));
        if (replicas.actions() > 0 && state.options().real().isEmpty() && !Files.exists(dir.assignedMark())) {
            if (read < expected()) {
                console.warn("the demo users get their VMs at the first ./lab up that finds all clusters read");
                return;
            }
            assign(admin);
        }
    }

    private int expected() {
        return state.options().real().isEmpty()
                ? state.options().simulated().clusters()
                : state.options().real().size();
    }

    private List<ClusterReport> awaitClusters(String admin) {
        long start = System.nanoTime();
        while (true) {
            LabApi.Answer stats = api.get(admin, "/api/sync/stats");
            List<ClusterReport> reports = reports(stats.body());
            Duration passed = Duration.ofNanos(System.nanoTime() - start);
            if (isEnough(reports, passed) || passed.compareTo(LIMIT) > 0) {
                if (stats.status() != 200) {
                    console.warn("it is not known whether the clusters were read: /api/sync/stats answered "
                            + stats.status());
                }
                return reports;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /** A first failure may pass: it counts when it has lasted a while. */
    private boolean isEnough(List<ClusterReport> reports, Duration passed) {
        if (reports.size() < expected()) {
            return false;
        }
        Instant oldErrors = Instant.now().minus(OLD_ERRORS);
        return reports.stream().allMatch(ClusterReport::isWell)
                || (passed.compareTo(PATIENCE) > 0 && reports.stream().allMatch(report -> report.isDecided(oldErrors)));
    }

    private List<ClusterReport> reports(JsonNode stats) {
        List<ClusterReport> reports = new ArrayList<>();
        stats.path("clusters").forEach(cluster -> reports.add(ClusterReport.of(cluster, since(cluster))));
        return reports;
    }

    /**
     * What was read before its worker was started says nothing of the token and the fingerprint that it has now. Without a worker, or with
     * one that is no more, it waits for the next one.
     */
    private Instant since(JsonNode cluster) {
        String owner = cluster.path("owner").asText("");
        return workers()
                .filter(worker -> owner.equals(worker.name()) || owner.startsWith(worker.name() + "-"))
                .findFirst()
                .or(() -> workers()
                        .max(Comparator.comparing(worker -> worker.startedAt().orElseThrow())))
                .flatMap(Part::startedAt)
                .orElse(Instant.EPOCH);
    }

    private Stream<Part> workers() {
        return state.parts().stream()
                .filter(part -> part.kind().equals(ServiceKind.SYNC_WORKER.service()))
                .filter(part -> part.startedAt().isPresent());
    }

    private void assign(String admin) {
        LabApi.Answer all = api.get(admin, "/api/vms?sort=vmid");
        if (all.status() != 200) {
            warn("the demo users got no VMs: the list", all);
            return;
        }
        List<String> vms = vms(all.body());
        Map<String, List<String>> mappings = DemoAssignments.of(vms);
        LabApi.Answer answer = api.post(admin, "/api/assignments/import", mappings);
        if (answer.status() != 200) {
            warn("the demo users got no VMs: the import", answer);
            return;
        }
        mappings.forEach((user, own) -> console.say("          " + user + " has " + own.size() + " VMs"));
        LabApi.Answer made = api.put(admin, "/api/classes/" + DemoAssignments.CLASS_ID, DemoAssignments.labClass(vms));
        if (made.status() / 100 != 2) {
            warn("tina has no class: making it", made);
            return;
        }
        console.say("          tina teaches " + DemoAssignments.CLASS_ID + ", which has "
                + made.body().path("vms").size() + " VMs");
        PrivateFiles.write(dir.assignedMark(), "");
    }

    private void warn(String what, LabApi.Answer answer) {
        console.warn(what + " answered " + answer.status() + " "
                + answer.body().path("detail").asText());
    }

    private static List<String> vms(JsonNode page) {
        List<String> vms = new ArrayList<>();
        page.path("vms")
                .forEach(vm -> vms.add(
                        vm.path("cluster_id").asText() + "/" + vm.path("vmid").asText()));
        return vms;
    }
}
