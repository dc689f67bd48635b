package io.labkeeper.reader.status;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether every cluster is being read, and what is wrong if not.
 *
 * @param issues one sentence each; empty if healthy
 */
public record SyncHealth(boolean healthy, List<String> issues, SyncStats stats) {

    static SyncHealth of(SyncStats stats) {
        List<String> issues = new ArrayList<>();
        if (stats.clusters().isEmpty()) {
            issues.add("No cluster is known yet.");
        }
        stats.clusters().forEach(cluster -> addIssues(cluster, issues));
        return new SyncHealth(issues.isEmpty(), issues, stats);
    }

    private static void addIssues(ClusterStats cluster, List<String> issues) {
        if (!cluster.isRunning()) {
            issues.add("Cluster " + cluster.clusterId() + " has no sync-worker.");
        }
        if (cluster.stale()) {
            issues.add("Cluster " + cluster.clusterId() + " is stale: " + cluster.staleReason() + ".");
        }
        if (cluster.error() != null) {
            issues.add("Cluster " + cluster.clusterId() + " is in error: "
                    + cluster.error().code() + ": " + cluster.error().message());
        }
    }
}
