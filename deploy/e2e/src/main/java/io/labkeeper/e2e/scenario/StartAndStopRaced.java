package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Two people want the opposite of the same VM, at the same moment and at different replicas. */
public final class StartAndStopRaced implements Scenario {
    private static final int ROUNDS = 8;
    private static final int ASKED = 2;
    private static final Duration ENDED = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "A-05";
    }

    @Override
    public String promise() {
        return "of a start and a stop at the same moment one is accepted and the other is 409; a stop that overrules ends"
                + " a waiting shutdown as superseded; all of it is in the audit trail";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        int refused = 0;
        int overlapping = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Answer> accepted = raced(bench, vm);
            refused += ASKED - accepted.size();
            overlapping += accepted.size() == ASKED && overlap(bench, accepted) ? 1 : 0;
        }
        findings.expect(
                refused > 0 && overlapping == 0,
                ROUNDS + " races: " + refused + " times one was 409, " + overlapping + " times both were open at once");
        audited(bench, vm, Map.of("accepted", ASKED * ROUNDS - refused, "refused_conflict", refused), findings);
        overruled(bench, findings);
    }

    /** @return the answers of 202, whose actions have ended */
    private static List<Answer> raced(Bench bench, VmRef vm) {
        List<Api> replicas = bench.replicas("action-service");
        CompletableFuture<Answer> start =
                CompletableFuture.supplyAsync(() -> replicas.get(0).act(vm, "start"));
        Answer stop = replicas.get(replicas.size() - 1).act(vm, "stop");
        Answer started = start.join();
        List<Answer> accepted = Stream.of(started, stop)
                .filter(answer -> answer.status() == 202)
                .toList();
        accepted.forEach(answer -> {
            bench.accepted(answer, vm, answer == stop ? "stop" : "start");
            bench.ended(Bench.idOf(answer), ENDED);
        });
        return accepted;
    }

    /** A stop of a stopped VM may be over before the start arrives: then both are right. */
    private static boolean overlap(Bench bench, List<Answer> accepted) {
        Api replica = bench.actor();
        JsonNode one = replica.action(Bench.idOf(accepted.get(0)));
        JsonNode other = replica.action(Bench.idOf(accepted.get(1)));
        return time(one, "requested_at").isBefore(time(other, "finished_at"))
                && time(other, "requested_at").isBefore(time(one, "finished_at"));
    }

    private static Instant time(JsonNode action, String name) {
        return Instant.parse(action.path(name).asText());
    }

    private static void overruled(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        Simulator simulator = bench.simulator(vm.cluster());
        simulator.start(vm.vmid());
        simulator.ignoresShutdown(vm.vmid(), true);
        String shutdown = Bench.idOf(bench.act(vm, "shutdown"));
        Api replica = bench.actor();
        Eventually.happens(
                "the shutdown under way",
                ENDED,
                () -> replica.action(shutdown).path("state").asText().equals("submitted"));
        Answer stop = bench.actor()
                .post("/api/vm/" + vm.vmid() + "/stop?cluster=" + vm.cluster(), null, "{\"overrule\": true}");
        findings.expect(stop.status() == 202, "a stop that overrules: " + stop.status());
        bench.accepted(stop, vm, "stop");
        String stopped = bench.ended(Bench.idOf(stop), ENDED);
        String superseded = bench.ended(shutdown, ENDED);
        findings.expect(
                superseded.equals("superseded") && stopped.equals("succeeded"),
                "the shutdown ended as " + superseded + ", the stop as " + stopped);
        findings.expect(simulator.guest(vm.vmid()).stopped(), "the VM is stopped");
        audited(bench, vm, Map.of("accepted", 2), findings);
    }

    private static void audited(Bench bench, VmRef vm, Map<String, Integer> expected, Findings findings) {
        JsonNode entries = bench.actor()
                .get("/api/audit?event=action_asked&vmid=" + vm.vmid() + "&cluster=" + vm.cluster() + "&limit="
                        + expected.values().stream().mapToInt(Integer::intValue).sum())
                .json()
                .path("entries");
        List<String> results = new ArrayList<>();
        entries.forEach(entry -> results.add(entry.path("result").asText()));
        boolean same = expected.entrySet().stream()
                .allMatch(
                        entry -> results.stream().filter(entry.getKey()::equals).count() == entry.getValue());
        findings.expect(same, "the audit trail of " + vm + " holds " + results);
    }
}
