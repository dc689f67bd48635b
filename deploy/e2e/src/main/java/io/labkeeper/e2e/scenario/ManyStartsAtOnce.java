package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.load.LoadReport;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.PowerOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A whole school begins its lesson: every VM is asked for by a request of its own, all in the same moment. */
public final class ManyStartsAtOnce implements Scenario {
    private static final int VMS = 500;
    /** The defaults of action-service. */
    private static final int PER_NODE = 5;

    private static final int PER_CLUSTER = 20;
    private static final Duration TASK = Duration.ofSeconds(2);
    /** A task's end is seen up to 0.5 s late; before it the state is read, after it the next one is taken. */
    private static final Duration AROUND_A_TASK = Duration.ofMillis(1500);

    private static final Duration BEFORE = Duration.ofSeconds(5);
    private static final Duration ACCEPTED = Duration.ofSeconds(5);
    private static final Duration READS = Duration.ofMillis(20);

    @Override
    public String id() {
        return "A-01";
    }

    @Override
    public String promise() {
        return VMS + " starts at once: all accepted within 5 s, at most " + PER_NODE + " at work on a node and "
                + PER_CLUSTER + " in a cluster, all ended in the computed time, reads as quick as before";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (Crowd crowd = Crowd.of(bench, VMS)) {
            crowd.simulator().taskDuration(TASK);
            LoadReport before = calm(bench);
            Instant begin = bench.database().now();
            try (SteadyLoad load = bench.load()) {
                accepted(bench, crowd.vms(), findings);
                watched(bench, crowd, findings);
                LoadReport meanwhile = load.stop();
                findings.expect(meanwhile.allGood(), meanwhile.describe());
                Duration twice = before.p99().multipliedBy(2);
                findings.within(
                        "reads' p99 before " + before.p99().toMillis() + " ms, meanwhile",
                        meanwhile.p99(),
                        twice.compareTo(READS) > 0 ? twice : READS);
            }
            Map<String, Long> states = bench.database().states(crowd.simulator().cluster(), begin);
            findings.expect(states.equals(Map.of("succeeded", (long) VMS)), "ended as " + states);
        }
    }

    private static LoadReport calm(Bench bench) {
        try (SteadyLoad load = bench.load()) {
            Eventually.pause(BEFORE);
            return load.stop();
        }
    }

    private static void accepted(Bench bench, List<VmRef> vms, Findings findings) {
        List<Api> replicas = bench.replicas("action-service");
        ExecutorService callers = Executors.newFixedThreadPool(VMS);
        try {
            long begin = System.nanoTime();
            Map<VmRef, CompletableFuture<Optional<Answer>>> asked = vms.stream()
                    .collect(Collectors.toMap(
                            vm -> vm,
                            vm -> CompletableFuture.supplyAsync(
                                    () -> accepted(replicas.get(vm.vmid() % replicas.size()), vm), callers)));
            asked.values().forEach(CompletableFuture::join);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            asked.forEach((vm, answer) -> answer.join().ifPresent(accepted -> bench.accepted(accepted, vm, "start")));
            long accepted = asked.values().stream()
                    .filter(answer -> answer.join().isPresent())
                    .count();
            findings.expect(accepted == VMS, accepted + " of " + VMS + " accepted");
            findings.within("the last answer after", took, ACCEPTED);
        } finally {
            callers.shutdown();
        }
    }

    /** Empty for another answer, and for none. */
    private static Optional<Answer> accepted(Api replica, VmRef vm) {
        try {
            return Optional.of(replica.act(vm, "start")).filter(answer -> answer.status() == 202);
        } catch (ProveException noAnswer) {
            return Optional.empty();
        }
    }

    private static void watched(Bench bench, Crowd crowd, Findings findings) {
        Database database = bench.database();
        String cluster = crowd.simulator().cluster();
        Duration bound = computed(crowd);
        long[] most = {0, 0};
        Duration took = Eventually.happens("the end of all", bound.multipliedBy(2), () -> {
            Map<String, Long> underWay = database.underWay(cluster);
            underWay.values().forEach(count -> most[0] = Math.max(most[0], count));
            most[1] = Math.max(
                    most[1],
                    underWay.values().stream().mapToLong(Long::longValue).sum());
            return database.openActions(cluster) == 0;
        });
        findings.expect(most[0] > 0 && most[0] <= PER_NODE, "at most " + most[0] + " at work on one node");
        findings.expect(most[1] <= PER_CLUSTER, "at most " + most[1] + " at work in the cluster");
        findings.within("all ended after", took, bound);
        long atOnce = mostTasksOnANode(crowd);
        findings.expect(
                atOnce > 0 && atOnce <= PER_NODE,
                "at most " + atOnce + " tasks at once on one node by Proxmox's record");
    }

    /** Each task takes as long as it was told to, from the moment at which its order came. */
    private static long mostTasksOnANode(Crowd crowd) {
        Set<VmRef> vms = Set.copyOf(crowd.vms());
        Map<String, List<Instant>> begins = crowd.simulator().orders().stream()
                .filter(order -> order.accepted() && vms.contains(order.vm()))
                .collect(Collectors.groupingBy(
                        PowerOrder::node, Collectors.mapping(PowerOrder::time, Collectors.toList())));
        return begins.values().stream()
                .flatMapToLong(ofNode -> ofNode.stream().mapToLong(begin -> underWay(ofNode, begin)))
                .max()
                .orElse(0);
    }

    private static long underWay(List<Instant> begins, Instant at) {
        return begins.stream()
                .filter(begin -> !begin.isAfter(at) && begin.plus(TASK).isAfter(at))
                .count();
    }

    /** Rounds on each node, or in the cluster, each as long as a task and what is around it. */
    private static Duration computed(Crowd crowd) {
        int nodes = crowd.simulator().nodes().size();
        int atOnce = Math.min(PER_CLUSTER, PER_NODE * nodes);
        return TASK.plus(AROUND_A_TASK).multipliedBy((VMS + atOnce - 1) / atOnce);
    }
}
