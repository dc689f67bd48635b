package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Two people want the opposite of the same VM, at the same moment and at different replicas. */
public final class StartAndStopRaced implements Scenario {
    private static final int ROUNDS = 5;
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
        int clean = 0;
        for (int round = 0; round < ROUNDS; round++) {
            clean += raced(bench, vm) ? 1 : 0;
        }
        findings.expect(clean == ROUNDS, clean + " of " + ROUNDS + " races: one 202 and one 409");
        audited(bench, vm, Map.of("accepted", ROUNDS, "refused_conflict", ROUNDS), findings);
        overruled(bench, findings);
    }

    private static boolean raced(Bench bench, VmRef vm) {
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
        return accepted.size() == 1 && Stream.of(started, stop).anyMatch(answer -> answer.status() == 409);
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
