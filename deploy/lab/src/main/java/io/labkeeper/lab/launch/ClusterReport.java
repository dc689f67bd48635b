package io.labkeeper.lab.launch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@code /api/sync/stats} says of one cluster.
 *
 * @param since when its worker was started: what is known from before says nothing of the settings it has now
 * @param readSince whether it was read completely at some time, and read since then
 * @param error what its last sync failed of, with Proxmox's own words where there are some; null if it went well
 * @param staleReason why its VMs are doubtful; null if they are not
 */
record ClusterReport(String id, Instant since, boolean readSince, String error, String staleReason) {

    /** @param since what was read before it, to the second, proves nothing */
    static ClusterReport of(JsonNode cluster, Instant since) {
        long full = cluster.path("last_full_sync").asLong(0);
        long last = Math.max(full, cluster.path("last_quick_sync").asLong(0));
        return new ClusterReport(
                cluster.path("cluster_id").asText(),
                since,
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

    /**
     * Whether more waiting is of little use.
     *
     * @param oldErrors an error of a worker that was started after this time may be the one of its predecessor
     */
    boolean isDecided(Instant oldErrors) {
        return isWell() || (error != null && since.isBefore(oldErrors));
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
