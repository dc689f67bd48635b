package io.labkeeper.inventory;

import java.time.Instant;

/**
 * What there is to know about a cluster before its VMs: small enough to be read every second.
 *
 * @param name what people read
 * @param revision of the state
 * @param fence of the lease under which the state was written
 * @param metricsSeq of the metrics
 * @param owner the sync-worker that holds the lease, null if none
 * @param leaseUntil end of the lease, database time
 * @param sync how the reading goes
 */
public record ClusterHead(
        String clusterId,
        String name,
        Revision revision,
        long fence,
        long metricsSeq,
        String owner,
        Instant leaseUntil,
        SyncStatus sync) {

    /** Whether a sync-worker looks after this cluster at that (database) time. */
    public boolean leasedAt(Instant now) {
        return owner != null && leaseUntil != null && leaseUntil.isAfter(now);
    }
}
