package io.labkeeper.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * How the reading of a cluster goes; all times are the database's. It does not move the cluster's revision.
 *
 * @param lastFullAt begin of the last complete full sync, null before the first
 * @param lastQuickAt begin of the last successful read of the list (full or quick), null before the first
 * @param nextFullAt when the next is due
 * @param nextQuickAt when the next is due
 * @param quickIntervalMs configured interval; three of them without a read make the cluster stale
 * @param fullIntervalMs configured interval
 * @param consecutiveErrors syncs that failed in a row
 * @param error of the last sync, null if it went well
 * @param errorDetail Proxmox's own text, for administrators
 * @param staleReason why all VMs of the cluster are doubtful ("cluster_unreachable", "auth_failed", "certificate_changed",
 *     "no_rights", "foreign_list", …), null if they are not
 * @param last what the last syncs cost
 * @param nodes as last listed
 */
public record SyncStatus(
        Instant lastFullAt,
        Instant lastQuickAt,
        Instant nextFullAt,
        Instant nextQuickAt,
        long quickIntervalMs,
        long fullIntervalMs,
        int consecutiveErrors,
        Trouble error,
        String errorDetail,
        String staleReason,
        Cost last,
        List<Node> nodes) {

    /** Before anything was read. */
    public static final SyncStatus NEVER =
            new SyncStatus(null, null, null, null, 0, 0, 0, null, null, null, Cost.NONE, List.of());

    /** Whether the cluster has ever been read. */
    public boolean everRead() {
        return lastQuickAt != null;
    }

    /**
     * @param fullDurationMs of the last full sync
     * @param quickDurationMs of the last quick sync
     * @param fullRequests to Proxmox in the last full sync
     * @param quickRequests to Proxmox in the last quick sync
     * @param addressHits addresses that were known in the last full sync
     * @param addressMisses addresses that had to be looked up
     * @param addressExpired known addresses that had expired
     */
    public record Cost(
            long fullDurationMs,
            long quickDurationMs,
            long fullRequests,
            long quickRequests,
            long addressHits,
            long addressMisses,
            long addressExpired) {
        public static final Cost NONE = new Cost(0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * A node; what is said of the VMs on one that is offline holds since then.
     *
     * @param status online, offline or unknown
     * @param since begin of the first list in a row that has shown it so, database time; null if not known
     */
    public record Node(
            String node,
            String status,
            @JsonInclude(JsonInclude.Include.NON_NULL) Instant since) {

        /** One of which it is not known for how long it has been so. */
        public Node(String node, String status) {
            this(node, status, null);
        }
    }
}
