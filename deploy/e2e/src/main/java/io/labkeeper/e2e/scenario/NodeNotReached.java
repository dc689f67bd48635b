package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Guest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** A node that lists call online, but into which no call gets through; then the same node without power. */
public final class NodeNotReached implements Scenario {
    /** How long a call into it takes to fail. */
    private static final Duration CALL = Duration.ofSeconds(3);

    @Override
    public String id() {
        return "X-02";
    }

    @Override
    public String promise() {
        return "595 and 596 from one node: its VMs keep their last state and are stale (node_unreachable); once it is listed"
                + " offline they are unknown; VMs of other nodes stay fresh and none is deleted";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                SteadyLoad load = bench.load()) {
            Set<VmRef> deleted = cluster.database().deleted(cluster.id());
            Api reader = cluster.readers().get(0);
            Map<VmRef, String> status = cluster.field(reader, "status");
            Guest guest = cluster.simulator().guests().stream()
                    .filter(each -> each.running() && !each.template())
                    .findFirst()
                    .orElseThrow(() -> new ProveException("no VM runs in " + cluster.id()));
            String node = guest.node();
            unreachable(bench, cluster, guest, findings);
            findings.expect(
                    cluster.field(reader, "status").equals(status),
                    "listed online: all " + status.size() + " VMs keep their last status");
            Duration bound = bench.pace().quickShown();
            cluster.simulator().power(node, false);
            Duration took = cluster.shows(
                    "its VMs unknown",
                    bound.multipliedBy(3),
                    vms -> only(vms, node, "node_offline")
                            && vms.values().stream()
                                    .filter(vm -> on(vm, node))
                                    .allMatch(vm -> vm.path("status").asText().equals("unknown")));
            findings.within("listed offline: VMs of " + node + " unknown after", took, bound);
            cluster.simulator().power(node, true);
            Duration back = cluster.shows("nothing stale", bound.multipliedBy(6), vms -> only(vms, node, null));
            findings.note("back: all fresh after " + back.toMillis() + " ms");
            findings.expect(
                    cluster.database().deleted(cluster.id()).equals(deleted)
                            && cluster.field(reader, "status").keySet().equals(status.keySet()),
                    "no VM deleted");
            findings.expect(bench.replicasEqualPostgres());
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    /** Something about a VM changes, so that its configuration is asked for, and that fails. */
    private static void unreachable(Bench bench, SickCluster cluster, Guest guest, Findings findings) {
        String node = guest.node();
        Duration bound =
                cluster.lag().plus(bench.pace().quickShown().multipliedBy(2)).plus(CALL);
        cluster.simulator().unreachable(node, 595);
        cluster.simulator().rename(guest.vm().vmid(), "renamed-meanwhile");
        try {
            Duration took =
                    cluster.shows("its VMs stale", bound.multipliedBy(3), vms -> only(vms, node, "node_unreachable"));
            findings.within("595: VMs of " + node + " stale (node_unreachable), all others fresh, after", took, bound);
            cluster.simulator().unreachable(node, 596);
            Eventually.pause(bench.pace().quickShown().multipliedBy(2));
            boolean still =
                    cluster.readers().stream().allMatch(reader -> only(cluster.vms(reader), node, "node_unreachable"));
            findings.expect(still, "596: the same two quick syncs later");
        } finally {
            cluster.simulator().rename(guest.vm().vmid(), guest.name());
        }
    }

    /** Whether the VMs of that node, and no others, are stale for that reason; null for no VM at all. */
    private static boolean only(Map<VmRef, JsonNode> vms, String node, String reason) {
        return vms.values().stream()
                .allMatch(vm -> on(vm, node) && reason != null
                        ? vm.path("stale_reason").asText().equals(reason)
                        : !vm.path("stale").asBoolean());
    }

    private static boolean on(JsonNode vm, String node) {
        return vm.path("node").asText().equals(node);
    }
}
