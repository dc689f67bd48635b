package io.labkeeper.lab.launch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What {@code /api/sync/stats} says of one cluster.
 *
 * @param error what its last sync failed of, with Proxmox's own words where there are some; null if it went well
 * @param staleReason why its VMs are doubtful; null if they are not
 */
record ClusterReport(String id, boolean everRead, String error, String staleReason) {

    static ClusterReport of(JsonNode cluster) {
        return new ClusterReport(
                cluster.path("cluster_id").asText(),
                cluster.path("last_full_sync").asLong(0) > 0,
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
        return everRead && error == null && staleReason == null;
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
                + (staleReason == null ? " has not been read completely yet" : " is not up to date: " + staleReason));
    }
}
