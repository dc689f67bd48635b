package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
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

/**
 * A whole school begins its lesson: every VM is asked for by a request of its own, all in the same moment. A smaller class has begun before
 * it, since a process that was just started takes its first requests much slower; how slow, is told.
 */
public final class ManyStartsAtOnce implements Scenario {
    private static final int VMS = 500;
    private static final int BEFORE_THEM = 200;
    /** The defaults of action-service. */
    private static final int PER_NODE = 5;

    private static final int PER_CLUSTER = 20;
    private static final Duration TASK = Duration.ofSeconds(2);
    /** A task's end is seen up to 0.5 s late; before it the state is read, after it the next one is taken. */
    private static final Duration AROUND_A_TASK = Duration.ofMillis(1500);

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
        try (Crowd crowd = Crowd.of(bench, BEFORE_THEM + VMS)) {
            crowd.simulator().taskDuration(TASK);
            List<VmRef> first = crowd.vms().subList(0, BEFORE_THEM);
            List<VmRef> then = crowd.vms().subList(BEFORE_THEM, BEFORE_THEM + VMS);
            warmUp(bench, crowd, first, findings);
            Instant begin = bench.database().now();
            try (PromisedLoad load = PromisedLoad.on(bench, findings)) {
                long from = System.nanoTime();
                findings.within("the last answer after", accepted(bench, then, findings), ACCEPTED);
                watched(bench, crowd, then, findings);
                load.fast("meanwhile", from, System.nanoTime(), READS, findings);
                load.allGood(findings);
            }
            Map<String, Long> states = bench.database().states(crowd.simulator().cluster(), begin);
            findings.expect(states.equals(Map.of("succeeded", (long) VMS)), "ended as " + states);
        }
    }

    private static void warmUp(Bench bench, Crowd crowd, List<VmRef> vms, Findings findings) {
        Duration took = accepted(bench, vms, findings);
        findings.note("that was before: the last answer after " + took.toMillis() + " ms");
        ended(bench, crowd, computed(crowd, vms.size()), () -> {});
    }

    private static Duration ended(Bench bench, Crowd crowd, Duration bound, Runnable meanwhile) {
        return Eventually.happens("the end of all", bound.multipliedBy(2), () -> {
            meanwhile.run();
            return bench.database().openActions(crowd.simulator().cluster()) == 0;
        });
    }

    /** Until the last answer. */
    private static Duration accepted(Bench bench, List<VmRef> vms, Findings findings) {
        List<Api> replicas = bench.replicas("action-service");
        ExecutorService callers = Executors.newFixedThreadPool(vms.size());
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
            findings.expect(accepted == vms.size(), accepted + " of " + vms.size() + " accepted");
            return took;
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

    private static void watched(Bench bench, Crowd crowd, List<VmRef> vms, Findings findings) {
        String cluster = crowd.simulator().cluster();
        Duration bound = computed(crowd, vms.size());
        long[] most = {0, 0};
        Duration took = ended(bench, crowd, bound, () -> {
            Map<String, Long> underWay = bench.database().underWay(cluster);
            underWay.values().forEach(count -> most[0] = Math.max(most[0], count));
            most[1] = Math.max(
                    most[1],
                    underWay.values().stream().mapToLong(Long::longValue).sum());
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
    private static Duration computed(Crowd crowd, int vms) {
        int nodes = crowd.simulator().nodes().size();
        int atOnce = Math.min(PER_CLUSTER, PER_NODE * nodes);
        return TASK.plus(AROUND_A_TASK).multipliedBy((vms + atOnce - 1) / atOnce);
    }
}
