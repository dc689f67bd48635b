package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.Fault;
import io.labkeeper.e2e.simulator.Guest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * More than 30 % of a cluster's VMs are deleted behind our back, as Proxmox tells it: the list lacks them, the token's rights are as
 * ever, and asking for one of them is answered 500 "does not exist". The VMs are the story's own.
 */
final class ManyGone {
    private static final int COMPLETE_ANSWERS = 3;
    private static final String TOLD = "removal_withheld";

    private final Bench bench;
    private final SickCluster cluster;
    private final Findings findings;
    private final Set<VmRef> before;

    ManyGone(Bench bench, SickCluster cluster, Findings findings) {
        this.bench = bench;
        this.cluster = cluster;
        this.findings = findings;
        this.before = Set.copyOf(cluster.stored().keySet());
    }

    void play() {
        List<VmRef> doomed = create(before.size() / 2 + 1);
        try {
            cluster.shows(
                    doomed.size() + " new VMs", shown(4), vms -> vms.keySet().containsAll(doomed));
        } finally {
            cluster.simulator().delete(doomed.stream().map(VmRef::vmid).toList());
        }
        String count = cluster.simulator().fault(Fault.none(Fault.LIST));
        Set<String> told = new TreeSet<>();
        int[] answers = {0};
        Duration gone = Eventually.happens("the " + doomed.size() + " VMs gone", shown(5), () -> {
            cluster.readers().forEach(reader -> told.add(cluster.trouble(reader)));
            boolean some = someGone(doomed);
            answers[0] = cluster.simulator().struck(count);
            return some;
        });
        findings.expect(
                answers[0] >= COMPLETE_ANSWERS,
                doomed.size() + " of " + (before.size() + doomed.size())
                        + " VMs deleted behind our back: removed after " + answers[0] + " answers (" + COMPLETE_ANSWERS
                        + " or more), " + gone.toMillis() + " ms");
        findings.expect(told.contains(TOLD), "told as " + told + " until then");
        cluster.shows("only those that are left", shown(1), vms -> vms.keySet().equals(before));
        Set<VmRef> wrong = new HashSet<>(before);
        wrong.removeAll(cluster.stored().keySet());
        findings.expect(wrong.isEmpty(), wrong.size() + " others deleted");
        cluster.heal();
    }

    private List<VmRef> create(int number) {
        List<String> nodes = cluster.simulator().nodes();
        return IntStream.range(0, number)
                .mapToObj(n -> cluster.simulator().create("doomed-" + n, nodes.get(n % nodes.size())))
                .map(Guest::vm)
                .toList();
    }

    private boolean someGone(List<VmRef> doomed) {
        return cluster.readers().stream()
                .anyMatch(reader -> !cluster.vms(reader).keySet().containsAll(doomed));
    }

    private Duration shown(int answers) {
        return bench.pace().quickShown().multipliedBy(answers + 1L);
    }
}
