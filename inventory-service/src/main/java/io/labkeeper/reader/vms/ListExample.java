package io.labkeeper.reader.vms;

/** A list answer, for the OpenAPI document. */
final class ListExample {
    static final String PAGE = """
            {
              "vms": [ {
                "cluster_id": "lab-a", "vmid": 100, "name": "web-server", "node": "pve1", "status": "running",
                "ip": "10.220.15.50", "ip_source": "agent", "ip_updated_at": "2026-01-15T10:25:00Z",
                "mac": "BC:24:11:84:01:90", "type": "qemu", "category": "linux", "memory": 4096, "cores": 2,
                "disk_size": 34359738368, "is_template": false, "tags": ["web"], "lock": null,
                "rdp_available": false, "ssh_available": true, "last_updated": "2026-01-15T10:30:00Z",
                "sync_error": null, "cluster_name": "Lab A", "uptime": 86400, "cpu_usage": 25.5, "memory_usage": 60.2,
                "last_status_check": "2026-01-15T10:30:00Z", "stale": false, "stale_reason": null,
                "pending_action": null
              } ],
              "mode": "inventory", "stale": false, "is_admin": false, "total": 1, "next": null
            }""";

    private ListExample() {}
}
