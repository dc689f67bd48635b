package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.History.Accepted;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A cluster that has become large, with all of its VMs stopped; it is as small as before once this is closed. */
final class Crowd implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(4);

    private final Bench bench;
    private final SickCluster cluster;
    private final int few;
    private final Duration taskDuration;
    private final List<VmRef> vms;

    private Crowd(Bench bench, SickCluster cluster, int count) {
        this.bench = bench;
        this.cluster = cluster;
        this.taskDuration = simulator().taskDuration();
        this.few = machines().size();
        simulator().become(count, simulator().nodes().size());
        machines().stream().filter(guest -> !guest.stopped()).forEach(guest -> simulator()
                .stop(guest.vm().vmid()));
        simulator().sample();
        this.vms = machines().stream().map(Guest::vm).toList();
        shown(simulator().guests().size());
    }

    /** @param count how many VMs, templates aside */
    static Crowd of(Bench bench, int count) {
        return new Crowd(bench, SickCluster.any(bench), count);
    }

    Simulator simulator() {
        return cluster.simulator();
    }

    /** All its VMs but templates. */
    List<VmRef> vms() {
        return vms;
    }

    int nodes() {
        return simulator().nodes().size();
    }

    private List<Guest> machines() {
        return simulator().guests().stream().filter(guest -> !guest.template()).toList();
    }

    private void shown(int count) {
        cluster.shows(count + " VMs", LONGEST, shown -> shown.size() == count);
    }

    /** Asks for the same of all its VMs in one request, which must be accepted for each; remembers them for the checkers. */
    List<Accepted> all(String action) {
        String body = "{\"action\": \"" + action + "\", \"selector\": {\"cluster\": \"" + cluster.id() + "\"}}";
        Answer answer = bench.actor().post("/api/actions", null, body);
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

    /** Waits until none of its VMs has an open action. */
    Duration quiet(Duration limit) {
        return Eventually.happens(
                "the end of all actions of " + cluster.id(),
                limit,
                () -> bench.database().openActions(cluster.id()) == 0);
    }

    @Override
    public void close() {
        simulator().mend();
        simulator().taskDuration(taskDuration);
        simulator().become(few, simulator().nodes().size());
        shown(simulator().guests().size());
        cluster.close();
    }
}
