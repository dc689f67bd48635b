package io.labkeeper.reader.status;

import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.view.Staleness;
import io.labkeeper.reader.view.VmEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The VMs of a cluster in numbers, templates aside, as the list shows them at that moment.
 *
 * @param stale those that say so
 * @param error those with a {@code sync_error}
 * @param byStatus every status, also with 0
 */
record VmCounts(int total, int stale, int error, Map<String, Integer> byStatus) {

    static VmCounts of(ClusterView cluster, Moment moment) {
        Optional<String> clusterStale = Staleness.ofCluster(cluster.head().sync(), moment.now());
        Map<String, Integer> byStatus = new LinkedHashMap<>();
        for (VmStatus status : VmStatus.values()) {
            byStatus.put(status.word(), 0);
        }
        int total = 0;
        int stale = 0;
        int error = 0;
        for (VmEntry entry : cluster.entries()) {
            if (entry.vm().isTemplate()) {
                continue;
            }
            total++;
            stale += Staleness.ofVm(entry.record(), clusterStale) == null ? 0 : 1;
            error += entry.vm().syncError() == null ? 0 : 1;
            byStatus.merge(
                    moment.actions().shownStatus(entry.record(), moment.now()).word(), 1, Integer::sum);
        }
        return new VmCounts(total, stale, error, byStatus);
    }

    int running() {
        return byStatus.get(VmStatus.RUNNING.word());
    }
}
