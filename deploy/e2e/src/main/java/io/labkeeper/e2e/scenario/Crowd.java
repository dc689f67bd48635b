package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.History.Accepted;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Many new VMs in one cluster, all of them stopped, that every replica knows; gone once this is closed. */
final class Crowd implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(4);

    private final Bench bench;
    private final SickCluster cluster;
    private final Duration taskDuration;
    private final List<VmRef> vms = new ArrayList<>();

    private Crowd(Bench bench, SickCluster cluster) {
        this.bench = bench;
        this.cluster = cluster;
        this.taskDuration = simulator().taskDuration();
    }

    /** @param count how many VMs, spread over all nodes */
    static Crowd of(Bench bench, int count) {
        Crowd crowd = new Crowd(bench, SickCluster.any(bench));
        try {
            crowd.grow(count);
            return crowd;
        } catch (ProveException e) {
            crowd.close();
            throw e;
        }
    }

    private void grow(int count) {
        List<String> nodes = simulator().nodes();
        for (int i = 0; i < count; i++) {
            vms.add(simulator()
                    .create("crowd-" + i, nodes.get(i % nodes.size()))
                    .vm());
        }
        simulator().sample();
        cluster.shows(count + " more VMs", LONGEST, shown -> shown.keySet().containsAll(vms));
        // An action is meant for the VM as it is known: what has no birth yet could become another one.
        Eventually.happens(
                "the configurations read", LONGEST, () -> bench.database().vmsWithoutBirth() == 0);
    }

    Simulator simulator() {
        return cluster.simulator();
    }

    List<VmRef> vms() {
        return List.copyOf(vms);
    }

    /** Asks for the same of all of them in one request, and remembers what was accepted for the checkers. */
    List<Accepted> all(String action) {
        List<Map<String, Object>> list = vms.stream()
                .map(vm -> Map.<String, Object>of("cluster_id", vm.cluster(), "vmid", vm.vmid()))
                .toList();
        Answer answer = bench.actor().post("/api/actions", null, Json.write(Map.of("action", action, "vms", list)));
        if (answer.status() != 202) {
            throw new ProveException(action + " of all answered " + answer.status() + ": " + answer.body());
        }
        List<Accepted> accepted = new ArrayList<>();
        for (JsonNode result : answer.json().path("results")) {
            if (result.path("result").asText().equals("accepted")) {
                VmRef vm = new VmRef(
                        result.path("cluster_id").asText(), result.path("vmid").asInt());
                accepted.add(new Accepted(result.path("action_id").asText(), vm, action));
            }
        }
        accepted.forEach(bench.history()::accepted);
        return accepted;
    }

    /** Most of a cluster is removed only after three full syncs have missed it. */
    @Override
    public void close() {
        simulator().mend();
        simulator().taskDuration(taskDuration);
        vms.forEach(vm -> simulator().delete(vm.vmid()));
        simulator().sample();
        cluster.shows("the crowd gone", LONGEST, shown -> vms.stream().noneMatch(shown::containsKey));
        cluster.close();
    }
}
