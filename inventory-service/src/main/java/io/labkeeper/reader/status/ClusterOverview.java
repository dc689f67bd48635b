package io.labkeeper.reader.status;

import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.view.Staleness;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A cluster at a glance.
 *
 * @param nodes as last listed by Proxmox
 * @param vms number of VMs by status, templates aside
 * @param lastFullSync null before the first
 * @param lastQuickSync null before the first
 * @param error of the last sync, null if it went well
 */
public record ClusterOverview(
        String id,
        String name,
        List<SyncStatus.Node> nodes,
        int totalVms,
        Map<String, Integer> vms,
        Instant lastFullSync,
        Instant lastQuickSync,
        Trouble error,
        boolean stale,
        String staleReason) {

    static ClusterOverview of(ClusterView cluster, Moment moment) {
        SyncStatus sync = cluster.head().sync();
        VmCounts vms = VmCounts.of(cluster, moment);
        String staleReason = Staleness.ofCluster(sync, moment.now()).orElse(null);
        return new ClusterOverview(
                cluster.head().clusterId(),
                cluster.head().name(),
                sync.nodes(),
                vms.total(),
                vms.byStatus(),
                sync.lastFullAt(),
                sync.lastQuickAt(),
                sync.error(),
                staleReason != null,
                staleReason);
    }
}
