package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.PowerOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A crowd of VMs whose tasks take two seconds each, and what is seen while many of them are started. */
final class CrowdAtWork {
    /** The defaults of action-service. */
    private static final int PER_NODE = 5;

    private static final int PER_CLUSTER = 20;
    private static final Duration TASK = Duration.ofSeconds(2);
    /** A task's end is seen up to 0.5 s late; before it the state is read, after it the next one is taken. */
    private static final Duration AROUND_A_TASK = Duration.ofMillis(1500);

    /** What {@link #watched} checks, in words. */
    static final String PROMISE = "at most " + PER_NODE + " at work on a node and " + PER_CLUSTER
            + " in a cluster, all ended in the computed time";

    private final Bench bench;
    private final Crowd crowd;

    CrowdAtWork(Bench bench, Crowd crowd) {
        this.bench = bench;
        this.crowd = crowd;
        crowd.simulator().taskDuration(TASK);
    }

    /** Waits until so many that were just accepted have ended. */
    void ended(int vms) {
        ended(computed(vms), () -> {});
    }

    private Duration ended(Duration bound, Runnable meanwhile) {
        return Eventually.happens("the end of all", bound.multipliedBy(2), () -> {
            meanwhile.run();
            return bench.database().openActions(crowd.simulator().cluster()) == 0;
        });
    }

    /** Waits until so many that were just accepted have ended, and adds how many were at work at once and how long it took. */
    void watched(int vms, Findings findings) {
        Duration bound = computed(vms);
        long[] most = {0, 0};
        Duration took = ended(bound, () -> {
            Map<String, Long> underWay =
                    bench.database().underWay(crowd.simulator().cluster());
            underWay.values().forEach(count -> most[0] = Math.max(most[0], count));
            most[1] = Math.max(
                    most[1],
                    underWay.values().stream().mapToLong(Long::longValue).sum());
        });
        findings.expect(most[0] > 0 && most[0] <= PER_NODE, "at most " + most[0] + " at work on one node");
        findings.expect(most[1] <= PER_CLUSTER, "at most " + most[1] + " at work in the cluster");
        findings.within("all ended after", took, bound);
        long atOnce = mostTasksOnANode();
        findings.expect(
                atOnce > 0 && atOnce <= PER_NODE,
                "at most " + atOnce + " tasks at once on one node by Proxmox's record");
    }

    /** Adds whether all that was asked for since then, and nothing else, has succeeded. */
    void succeededSince(Instant begin, int vms, Findings findings) {
        Map<String, Long> states = bench.database().states(crowd.simulator().cluster(), begin);
        findings.expect(states.equals(Map.of("succeeded", (long) vms)), "ended as " + states);
    }

    /** Each task takes as long as it was told to, from the moment at which its order came. */
    private long mostTasksOnANode() {
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
    private Duration computed(int vms) {
        int nodes = crowd.simulator().nodes().size();
        int atOnce = Math.min(PER_CLUSTER, PER_NODE * nodes);
        return TASK.plus(AROUND_A_TASK).multipliedBy((vms + atOnce - 1) / atOnce);
    }
}
