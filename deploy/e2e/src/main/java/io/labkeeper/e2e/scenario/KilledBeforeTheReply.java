package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.PowerOrder;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** An action-service is killed with requests in its hands; their callers do not know what came of them, and ask again. */
public final class KilledBeforeTheReply implements Scenario {
    private static final int ROUNDS = 3;
    private static final int AT_ONCE = 12;
    private static final Duration SEEN = Duration.ofSeconds(60);
    private static final Duration ACCEPTED = Duration.ofSeconds(10);
    private static final Duration ENDED = Duration.ofSeconds(120);
    private static final String USER = "admin";
    private static final String KEYS = "asked-twice-";

    @Override
    public String id() {
        return "D-04";
    }

    @Override
    public String promise() {
        return "an action-service killed as soon as the first of " + AT_ONCE + " requests has been committed, " + ROUNDS
                + " times: asked again with the same key at another replica each gives one action, the one that was"
                + " answered if it was, and Proxmox takes one order";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<VmRef> vms = newVms(bench, ROUNDS * AT_ONCE);
        Map<VmRef, String> ids = new TreeMap<>();
        int unanswered = 0;
        int committed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<VmRef> some = vms.subList(round * AT_ONCE, (round + 1) * AT_ONCE);
            Map<VmRef, Optional<Answer>> answers = askAndKill(bench, some, round);
            unanswered +=
                    (int) answers.values().stream().filter(Optional::isEmpty).count();
            committed += (int) answers.entrySet().stream()
                    .filter(entry -> entry.getValue().isEmpty())
                    .filter(entry ->
                            !bench.database().byKey(USER, key(entry.getKey())).isEmpty())
                    .count();
            askAgain(bench, answers, round, ids, findings);
            bench.lab().repair();
        }
        findings.note(vms.size() + " requests, " + unanswered + " without an answer, of which " + committed
                + " were in the database");
        findings.expect(unanswered > 0, unanswered + " callers did not know");
        ids.values().forEach(id -> bench.ended(id, ENDED));
        counted(bench, vms, findings);
        vms.forEach(vm -> bench.simulator(vm.cluster()).delete(vm.vmid()));
    }

    /** VMs that nobody has touched, once an action on them would be accepted. */
    private static List<VmRef> newVms(Bench bench, int count) {
        Simulator simulator = bench.simulators().get(0);
        List<String> nodes = simulator.nodes();
        List<VmRef> vms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Guest guest = simulator.create("asked-twice-" + i, nodes.get(i % nodes.size()));
            vms.add(guest.vm());
        }
        simulator.sample();
        Database database = bench.database();
        Eventually.happens(
                "the new VMs in Postgres", SEEN, () -> database.vms().keySet().containsAll(vms));
        return vms;
    }

    private static Map<VmRef, Optional<Answer>> askAndKill(Bench bench, List<VmRef> vms, int round) {
        List<Api> replicas = bench.replicas("action-service");
        Api victim = replicas.get(round % replicas.size());
        Database database = bench.database();
        long before = database.keyed(USER, KEYS);
        Map<VmRef, CompletableFuture<Optional<Answer>>> asked = new TreeMap<>();
        vms.forEach(vm -> asked.put(vm, CompletableFuture.supplyAsync(() -> answer(victim, vm))));
        Eventually.happens("the first of them committed", ACCEPTED, () -> database.keyed(USER, KEYS) > before);
        bench.lab().kill(victim.name());
        Map<VmRef, Optional<Answer>> answers = new TreeMap<>();
        asked.forEach((vm, answer) -> answers.put(vm, answer.join()));
        return answers;
    }

    private static Optional<Answer> answer(Api replica, VmRef vm) {
        try {
            return Optional.of(start(replica, vm));
        } catch (ProveException noAnswer) {
            return Optional.empty();
        }
    }

    private static Answer start(Api replica, VmRef vm) {
        return replica.post("/api/vm/" + vm.vmid() + "/start?cluster=" + vm.cluster(), key(vm), null);
    }

    private static String key(VmRef vm) {
        return KEYS + vm;
    }

    private static void askAgain(
            Bench bench, Map<VmRef, Optional<Answer>> answers, int round, Map<VmRef, String> ids, Findings findings) {
        List<Api> replicas = bench.replicas("action-service");
        Api survivor = replicas.get((round + 1) % replicas.size());
        int different = 0;
        for (Map.Entry<VmRef, Optional<Answer>> first : answers.entrySet()) {
            Answer again = Eventually.get(
                    "an answer to " + key(first.getKey()), ACCEPTED, () -> answer(survivor, first.getKey())
                            .filter(answer -> answer.status() == 202));
            ids.put(first.getKey(), Bench.idOf(again));
            bench.accepted(again, first.getKey(), "start");
            boolean same = first.getValue()
                    .filter(answer -> answer.status() == 202)
                    .map(answer -> Bench.idOf(answer).equals(Bench.idOf(again)))
                    .orElse(true);
            different += same ? 0 : 1;
        }
        findings.expect(different == 0, survivor.name() + " answered all again, " + different + " with another action");
    }

    private static void counted(Bench bench, List<VmRef> vms, Findings findings) {
        long single = vms.stream()
                .map(vm -> bench.database().byKey(USER, key(vm)))
                .map(Set::size)
                .filter(size -> size == 1)
                .count();
        findings.expect(single == vms.size(), single + " of " + vms.size() + " keys have led to exactly one action");
        long once = vms.stream()
                .filter(vm -> bench.orders().stream()
                                .filter(PowerOrder::accepted)
                                .filter(order -> order.vm().equals(vm))
                                .count()
                        == 1)
                .count();
        findings.expect(once == vms.size(), once + " of " + vms.size() + " VMs were ordered to start exactly once");
    }
}
