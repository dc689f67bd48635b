package io.labkeeper.reader.status;

/** Answers about the reading of the clusters, for the OpenAPI document. */
final class SyncExamples {
    static final String CLUSTERS = """
            {"clusters": [{"id": "lab-a", "name": "Lab A",
              "nodes": [{"node": "pve1", "status": "online", "since": "2026-01-15T08:00:00Z"}],
              "total_vms": 3, "vms": {"running": 2, "stopped": 1, "paused": 0, "suspended": 0, "unknown": 0},
              "last_full_sync": "2026-01-15T10:25:00Z", "last_quick_sync": "2026-01-15T10:30:00Z",
              "error": {"code": "node_offline", "message": "A node is offline."},
              "stale": false, "stale_reason": null}]}""";

    private static final String FIGURES = """
            "total_vms": 3, "fresh_vms": 3, "stale_vms": 0, "error_vms": 0, "running_vms": 2,
            "last_full_sync": 1768472700, "last_quick_sync": 1768473000, "consecutive_errors": 0, """;

    private static final String OF_CLUSTER = """
            [{"cluster_id": "lab-a", "name": "Lab A", "revision": "1.8412", "next_full_sync": 1768473300,
              "next_quick_sync": 1768473030, "owner": "worker-1", "stale": false, "stale_reason": null,
              "error": null, "error_detail": null, "full_duration_ms": 2400, "quick_duration_ms": 80,
              "full_requests": 60, "quick_requests": 1, "addresses": {"hits": 50, "misses": 4, "expired": 2},
            """;

    private static final String RUNNING = FIGURES + "\"is_running\": true";
    private static final String IDLE = FIGURES + "\"is_running\": false";

    static final String STATS = "{" + RUNNING + ", \"clusters\": " + OF_CLUSTER + RUNNING + "}]}";
    static final String PORTAL = "{\"ok\": true, \"stats\": " + STATS + "}";
    static final String HEALTHY = "{\"healthy\": true, \"issues\": [], \"stats\": " + STATS + "}";
    static final String ISSUES =
            "{\"healthy\": false, \"issues\": [\"Cluster lab-a has no sync-worker.\"], \"stats\": {" + IDLE
                    + ", \"clusters\": " + OF_CLUSTER + IDLE + "}]}}";

    private SyncExamples() {}
}
