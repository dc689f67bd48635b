package io.labkeeper.reader.vms;

/** Answers about virtual machines, for the OpenAPI document. */
public final class VmExamples {
    private static final String MEMBERS = """
            "cluster_id": "lab-a", "vmid": 100, "name": "web-server", "node": "pve1", "status": "running",
            "ip": "10.220.15.50", "ip_source": "agent", "ip_updated_at": "2026-01-15T10:25:00Z",
            "mac": "BC:24:11:84:01:90", "type": "qemu", "category": "linux", "memory": 4096, "cores": 2,
            "disk_size": 34359738368, "is_template": false, "tags": ["web"], "lock": null,
            "rdp_available": false, "ssh_available": true, "last_updated": "2026-01-15T10:30:00Z",
            "sync_error": null, "cluster_name": "Lab A", "uptime": 86400, "cpu_usage": 25.5, "memory_usage": 60.2,
            "last_status_check": "2026-01-15T10:30:00Z", "stale": false, "stale_reason": null,
            "pending_action": {"id": "019bc000-0000-7000-8000-000000000002", "action": "reboot", "state": "submitted"}
            """;

    static final String PAGE = "{\"vms\": [{" + MEMBERS + """
            }], "mode": "inventory", "stale": false, "is_admin": false, "total": 1, "next": null}""";

    static final String DETAILS = "{" + MEMBERS + """
            , "addresses": [{"ip": "10.220.15.50", "mac": "BC:24:11:84:01:90", "source": "agent",
                             "seen_at": "2026-01-15T10:25:00Z"}],
            "macs": ["BC:24:11:84:01:90"], "pool": "students",
            "actions": [{"id": "019bc000-0000-7000-8000-000000000001", "batch_id": null, "cluster_id": "lab-a",
                         "vmid": 100, "action": "start", "state": "failed", "changed": null,
                         "requested_by": "alice", "requested_at": "2026-01-15T09:00:00Z",
                         "started_at": "2026-01-15T09:00:01Z", "finished_at": "2026-01-15T09:00:04Z",
                         "error": {"code": "vm_locked", "message": "The virtual machine is locked by another task.",
                                   "detail": "VM is locked (backup)"}}],
            "owners": ["alice"], "sync_error_detail": null}""";

    /** As an older portal page asks for it. */
    public static final String STATUS = "{\"ok\": false, " + MEMBERS + "}";

    private VmExamples() {}
}
