package io.labkeeper.reader.view;

import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.VmRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When what we show may no longer be so. */
public final class Staleness {
    /** No sync-worker has read the cluster for too long. */
    public static final String WORKER_BEHIND = "worker_behind";

    /** No sync-worker has ever read it. */
    public static final String NEVER_READ = "never_read";

    private static final int INTERVALS = 3;

    private Staleness() {}

    /**
     * Why all VMs of a cluster are doubtful: what the sync-worker says, else its silence for three quick intervals.
     *
     * @param now database time
     */
    public static Optional<String> ofCluster(SyncStatus sync, Instant now) {
        if (sync.staleReason() != null) {
            return Optional.of(sync.staleReason());
        }
        if (!sync.everRead()) {
            return Optional.of(NEVER_READ);
        }
        Duration limit = Duration.ofMillis(INTERVALS * sync.quickIntervalMs());
        return sync.lastQuickAt().plus(limit).isBefore(now) ? Optional.of(WORKER_BEHIND) : Optional.empty();
    }

    /** Why one VM is doubtful: its own cause first, then its cluster's; null if it is not. */
    public static String ofVm(VmRecord record, Optional<String> cluster) {
        String own = record.internal().staleReason();
        return own != null ? own : cluster.orElse(null);
    }
}
