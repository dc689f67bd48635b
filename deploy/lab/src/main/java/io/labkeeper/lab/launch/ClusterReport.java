package io.labkeeper.lab.launch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@code /api/sync/stats} says of one cluster.
 *
 * @param readSince whether it was read completely at some time, and read since the time that counts
 * @param error what its last sync failed of, with Proxmox's own words where there are some; null if it went well
 * @param staleReason why its VMs are doubtful; null if they are not
 */
record ClusterReport(String id, boolean readSince, String error, String staleReason) {

    /** @param since what was read before it, to the second, proves nothing */
    static ClusterReport of(JsonNode cluster, Instant since) {
        long full = cluster.path("last_full_sync").asLong(0);
        long last = Math.max(full, cluster.path("last_quick_sync").asLong(0));
        return new ClusterReport(
                cluster.path("cluster_id").asText(),
                full > 0 && last > since.getEpochSecond(),
                error(cluster),
                cluster.path("stale_reason").asText(null));
    }

    private static String error(JsonNode cluster) {
        JsonNode error = cluster.path("error");
        if (!error.isObject()) {
            return null;
        }
        String detail = cluster.path("error_detail").asText("");
        String sentence =
                error.path("message").asText() + " (" + error.path("code").asText() + ")";
        return detail.isEmpty() ? sentence : sentence + " It says: " + detail.strip();
    }

    boolean isWell() {
        return readSince && error == null && staleReason == null;
    }

    /** Whether more waiting is of little use. */
    boolean isDecided() {
        return isWell() || error != null;
    }

    /** One line on why it cannot be read; empty if it can. */
    Optional<String> warning() {
        if (isWell()) {
            return Optional.empty();
        }
        if (error != null) {
            return Optional.of("cluster " + id + " cannot be read: " + error);
        }
        return Optional.of("cluster " + id
                + (staleReason == null
                        ? " has not been read since the sync-workers started"
                        : " is not up to date: " + staleReason));
    }
}
