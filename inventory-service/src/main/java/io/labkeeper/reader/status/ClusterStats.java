package io.labkeeper.reader.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.view.Staleness;
import java.time.Instant;

/**
 * How the reading of one cluster goes. Times in epoch seconds, null if there was none.
 *
 * @param isRunning whether a sync-worker holds a live lease
 * @param owner that sync-worker, or the last one; null if there was none
 * @param error of the last sync, null if it went well
 * @param errorDetail Proxmox's own text, for administrators; absent for others
 */
public record ClusterStats(
        String clusterId,
        String name,
        String revision,
        int totalVms,
        int freshVms,
        int staleVms,
        int errorVms,
        int runningVms,
        Long lastFullSync,
        Long lastQuickSync,
        Long nextFullSync,
        Long nextQuickSync,
        int consecutiveErrors,
        boolean isRunning,
        String owner,
        boolean stale,
        String staleReason,
        Trouble error,
        @JsonInclude(JsonInclude.Include.NON_NULL) String errorDetail,
        long fullDurationMs,
        long quickDurationMs,
        long fullRequests,
        long quickRequests,
        Addresses addresses) {

    /**
     * Address look-ups of the last full sync.
     *
     * @param hits known and still good
     * @param misses had to be looked up
     * @param expired known, but for too long
     */
    public record Addresses(long hits, long misses, long expired) {}

    static ClusterStats of(ClusterView cluster, Moment moment, boolean admin) {
        ClusterHead head = cluster.head();
        SyncStatus sync = head.sync();
        SyncStatus.Cost last = sync.last();
        VmCounts vms = VmCounts.of(cluster, moment);
        String staleReason = Staleness.ofCluster(sync, moment.now()).orElse(null);
        return new ClusterStats(
                head.clusterId(),
                head.name(),
                head.revision().toString(),
                vms.total(),
                vms.total() - vms.stale(),
                vms.stale(),
                vms.error(),
                vms.running(),
                seconds(sync.lastFullAt()),
                seconds(sync.lastQuickAt()),
                seconds(sync.nextFullAt()),
                seconds(sync.nextQuickAt()),
                sync.consecutiveErrors(),
                head.leasedAt(moment.now()),
                head.owner(),
                staleReason != null,
                staleReason,
                sync.error(),
                admin ? sync.errorDetail() : null,
                last.fullDurationMs(),
                last.quickDurationMs(),
                last.fullRequests(),
                last.quickRequests(),
                new Addresses(last.addressHits(), last.addressMisses(), last.addressExpired()));
    }

    private static Long seconds(Instant time) {
        return time == null ? null : time.getEpochSecond();
    }
}
