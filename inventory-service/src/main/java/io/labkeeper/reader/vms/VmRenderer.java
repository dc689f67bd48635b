package io.labkeeper.reader.vms;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.Staleness;
import io.labkeeper.reader.view.VmEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Puts what depends on the moment behind a VM's ready state: name of the cluster, metrics, age, action. Pure. */
final class VmRenderer {
    private final ClusterView cluster;
    private final Optional<String> clusterStale;
    private final String clusterName;
    private final String checkedAt;

    /**
     * @param clusterStale why all VMs of this cluster are doubtful, if they are
     */
    VmRenderer(ClusterView cluster, Optional<String> clusterStale) {
        this.cluster = cluster;
        this.clusterStale = clusterStale;
        this.clusterName = InventoryJson.write(cluster.head().name());
        this.checkedAt = InventoryJson.write(cluster.metrics().at());
    }

    /** A VM on which nothing is under way. */
    ShownVm plain(VmEntry entry) {
        return render(entry, entry.state(), "null");
    }

    /**
     * A VM with its actions: the open one is named, the outcome of the last lies over the observed status.
     *
     * @param open null if none is
     */
    ShownVm withActions(VmEntry entry, ActionNotice open, Optional<VmStatus> outcome) {
        byte[] state = outcome.filter(status -> status != entry.vm().status())
                .map(status -> VmEntry.stateOf(entry.vm().withStatus(status)))
                .orElse(entry.state());
        return render(entry, state, open == null ? "null" : pending(open));
    }

    private static String pending(ActionNotice open) {
        Map<String, Object> pending = new LinkedHashMap<>();
        pending.put("id", open.id());
        pending.put("action", open.kind());
        pending.put("state", open.state());
        return InventoryJson.write(pending);
    }

    private ShownVm render(VmEntry entry, byte[] state, String pending) {
        VmMetrics metrics = cluster.metrics().of(entry.vm().vmid());
        boolean checked = metrics != VmMetrics.UNKNOWN;
        String staleReason = Staleness.ofVm(entry.record(), clusterStale);
        String moment = ",\"cluster_name\":" + clusterName
                + ",\"uptime\":" + metrics.uptime()
                + ",\"cpu_usage\":" + metrics.cpuUsage()
                + ",\"memory_usage\":" + metrics.memoryUsage()
                + ",\"last_status_check\":" + (checked ? checkedAt : "null")
                + ",\"stale\":" + (staleReason != null)
                + ",\"stale_reason\":" + (staleReason == null ? "null" : InventoryJson.write(staleReason))
                + ",\"pending_action\":" + pending + "}";
        byte[] tail = moment.getBytes(StandardCharsets.UTF_8);
        byte[] json = Arrays.copyOf(state, state.length + tail.length);
        System.arraycopy(tail, 0, json, state.length, tail.length);
        return ShownVm.of(json, staleReason != null);
    }
}
