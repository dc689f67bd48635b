package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Fault;
import io.labkeeper.e2e.simulator.Guest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers that are none: what a proxy, a login page or a broken host would say in a cluster's place. */
public final class AnswersNotUnderstood implements Scenario {
    private static final String SYNCS = "labkeeper_worker_syncs_seconds_count";

    @Override
    public String id() {
        return "X-07";
    }

    @Override
    public String promise() {
        return "no JSON, a login page, a truncated answer, wrong types, a VM listed twice: the answer is rejected as a whole,"
                + " the last good state stays, and it is told and counted";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                SteadyLoad load = bench.load()) {
            Story story = new Story(bench, cluster, findings);
            story.rejects("no JSON", Fault.of("garbage", Fault.LIST), 1);
            story.rejects("a login page", Fault.body("<!DOCTYPE html><title>Sign in</title>", Fault.LIST), 1);
            // A read whose connection broke is repeated once.
            story.rejects("a truncated answer", Fault.of("truncate", Fault.LIST), 2);
            story.rejects("a map instead of a list", Fault.body("{\"data\":{\"vmid\":100}}", Fault.LIST), 1);
            story.rejects("a VM without a number", Fault.body(list(cluster, Map.of("vmid", "many")), Fault.LIST), 1);
            Guest first = cluster.simulator().guests().get(0);
            Map<String, Object> again = Map.of("vmid", first.vm().vmid(), "name", "listed-twice");
            story.rejects("a VM listed twice", Fault.body(list(cluster, again), Fault.LIST), 1);
            findings.expect(bench.replicasEqualPostgres());
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    /** All guests renamed and stopped, so that it would show if they were believed, and one more row. */
    private static String list(SickCluster cluster, Map<String, Object> more) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String node : cluster.simulator().nodes()) {
            rows.add(Map.of("type", "node", "node", node, "status", "online"));
        }
        for (Guest guest : cluster.simulator().guests()) {
            rows.add(row(guest.node(), Map.of("vmid", guest.vm().vmid(), "name", "not-believed")));
        }
        rows.add(row(cluster.simulator().nodes().get(0), more));
        return Json.write(Map.of("data", rows));
    }

    private static Map<String, Object> row(String node, Map<String, Object> more) {
        Map<String, Object> row = new TreeMap<>(Map.of("type", "qemu", "node", node, "status", "stopped", "uptime", 0));
        row.putAll(more);
        return row;
    }

    private record Story(Bench bench, SickCluster cluster, Findings findings) {

        void rejects(String what, Fault fault, int times) {
            Map<VmRef, String> before = named();
            double counted = notGood();
            String[] told = {"none"};
            Duration limit = bench.pace().quickShown().multipliedBy(3);
            cluster.suffer(fault.times(times), times, limit, () -> {});
            cluster.tells("failing", limit, now -> {
                JsonNode code = now.path("error").path("code");
                told[0] = code.isTextual() ? code.asText() : told[0];
                return code.isTextual();
            });
            double more = notGood() - counted;
            boolean kept = named().equals(before);
            findings.expect(
                    kept && more == 1,
                    what + ": told as " + told[0] + ", counted " + (long) more + " time, "
                            + (kept ? "all " + before.size() + " VMs as before" : "VMs CHANGED"));
            cluster.heal();
        }

        private Map<VmRef, String> named() {
            Map<VmRef, String> named = new TreeMap<>();
            cluster.stored()
                    .forEach((vm, state) -> named.put(
                            vm,
                            state.path("name").asText() + " on "
                                    + state.path("node").asText() + " "
                                    + state.path("status").asText()));
            return named;
        }

        /** From one look at the metrics: a good sync between two would count as one bad less. */
        private double notGood() {
            String label = "cluster=\"" + cluster.id() + "\"";
            Metrics metrics = bench.workerMetrics();
            return metrics.sum(SYNCS, label) - metrics.sum(SYNCS, label, "outcome=\"ok\"");
        }
    }
}
