package io.labkeeper.lab.launch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What the lab's own API says of one cluster. */
record ClusterReport(String id, boolean everRead, String error) {

    static ClusterReport of(JsonNode cluster) {
        return new ClusterReport(
                cluster.path("cluster_id").asText(cluster.path("id").asText()),
                cluster.path("last_full_sync").asDouble(0) > 0,
                error(cluster));
    }

    private static String error(JsonNode cluster) {
        for (String name : new String[] {"error", "last_error", "stale_reason"}) {
            JsonNode value = cluster.path(name);
            if (value.isTextual()) {
                return value.asText();
            }
            if (value.isObject()) {
                return (value.path("code").asText() + ": "
                        + value.path("message").asText());
            }
        }
        return null;
    }

    /** Read, or known why not. */
    boolean isDecided() {
        return everRead || error != null;
    }

    Optional<String> warning() {
        if (error != null) {
            return Optional.of("cluster " + id + " cannot be read: " + error);
        }
        return everRead ? Optional.empty() : Optional.of("cluster " + id + " has not been read yet");
    }
}
