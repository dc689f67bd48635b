package io.labkeeper.worker.probe;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.worker.draft.VmDraft;
import io.labkeeper.worker.probe.Candidates.Target;
import io.labkeeper.worker.reconcile.ChangeSet;
import io.labkeeper.worker.reconcile.Diff;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What the probes of one full sync make of the VMs, all in one change set. Pure. */
final class Findings {
    private final Map<Integer, List<Finding>> byVmid;

    Findings(List<Finding> all) {
        this.byVmid = all.stream()
                .filter(finding -> finding.outcome() != ProbeOutcome.NOT_RUN)
                .collect(Collectors.groupingBy(
                        finding -> finding.target().vm().vm().vmid()));
    }

    record Finding(Target target, ProbeOutcome outcome) {}

    /**
     * @param vms as they are now, which may not be as they were when they were probed
     */
    ChangeSet changes(Map<Integer, VmRecord> vms, Candidates candidates) {
        List<VmRecord> observed = new ArrayList<>();
        vms.forEach((vmid, record) -> observed.add(
                candidates.hopeless(record.vm())
                        ? VmDraft.of(record).reachable(false, false).build()
                        : found(record, byVmid.getOrDefault(vmid, List.of()))));
        return Diff.between(vms, observed, List.of());
    }

    /** A port that was not tried keeps what is known of it; so does a VM that is not the one that was probed any more. */
    private static VmRecord found(VmRecord now, List<Finding> findings) {
        boolean rdp = now.vm().rdpAvailable();
        boolean ssh = now.vm().sshAvailable();
        for (Finding finding : findings) {
            if (!sameRun(finding.target().vm(), now)) {
                continue;
            }
            switch (finding.target().service()) {
                case RDP -> rdp = finding.outcome().available();
                case SSH -> ssh = finding.outcome().available();
            }
        }
        return VmDraft.of(now).reachable(rdp, ssh).build();
    }

    private static boolean sameRun(VmRecord asked, VmRecord now) {
        return now.vm().status() == asked.vm().status()
                && Objects.equals(now.vm().ip(), asked.vm().ip())
                && Objects.equals(now.internal().bootTime(), asked.internal().bootTime())
                && Objects.equals(now.internal().birth(), asked.internal().birth());
    }
}
