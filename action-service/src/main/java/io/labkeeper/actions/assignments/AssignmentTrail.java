package io.labkeeper.actions.assignments;

import io.labkeeper.actions.assignments.ImportPlan.Ambiguous;
import io.labkeeper.actions.assignments.ImportPlan.Unknown;
import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.inventory.VmKey;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the audit trail says of assignments: a line for each VM, however many were given at once, so that each is found by its VM. */
final class AssignmentTrail {
    private static final String GIVEN = "assigned";
    private static final String DONE = "done";
    private static final String NOT_FOUND = "refused_not_found";

    private AssignmentTrail() {}

    /** @param changed those among them that were not given before */
    static List<AuditLine> given(List<Given> given, Set<Given> changed) {
        return given.stream()
                .map(one -> line(
                        GIVEN,
                        one.vm().clusterId(),
                        one.vm().vmid(),
                        DONE,
                        detail(one.username(), changed.contains(one))))
                .toList();
    }

    static AuditLine taken(String username, VmKey vm, boolean changed) {
        return line("unassigned", vm.clusterId(), vm.vmid(), DONE, detail(username, changed));
    }

    /** Of a VM that there is not. */
    static AuditLine unknown(String username, VmKey vm) {
        return line(GIVEN, vm.clusterId(), vm.vmid(), NOT_FOUND, new JsonObject().put("for", username));
    }

    /** What an import was asked for in vain. */
    static List<AuditLine> refused(ImportPlan plan) {
        List<AuditLine> lines = new ArrayList<>();
        for (Unknown unknown : plan.unknown()) {
            lines.add(refused(unknown.username(), unknown.vm(), NOT_FOUND));
        }
        for (Ambiguous ambiguous : plan.ambiguous()) {
            lines.add(refused(ambiguous.username(), ambiguous.vm(), "refused_ambiguous"));
        }
        return lines;
    }

    /** @param vm as {@link Mapping#text} writes it */
    private static AuditLine refused(String username, String vm, String result) {
        int slash = vm.lastIndexOf('/');
        String cluster = slash < 0 ? null : vm.substring(0, slash);
        return line(
                GIVEN,
                cluster,
                Integer.parseInt(vm.substring(slash + 1)),
                result,
                new JsonObject().put("for", username));
    }

    private static JsonObject detail(String username, boolean changed) {
        return new JsonObject().put("for", username).put("changed", changed);
    }

    private static AuditLine line(String event, String cluster, int vmid, String result, JsonObject detail) {
        return new AuditLine(event, null, cluster, vmid, null, result, detail);
    }
}
