package io.labkeeper.testing;

import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small vocabulary of VMs and clusters. */
public final class Vms {
    /** When everything in it was seen. */
    public static final Instant SEEN = Instant.parse("2026-01-15T10:30:00Z");

    private Vms() {}

    /** A running Linux VM, {@code Vms.running("lab-a/101")}. */
    public static VmRecord running(String key) {
        return withStatus(key, VmStatus.RUNNING);
    }

    public static VmRecord stopped(String key) {
        return withStatus(key, VmStatus.STOPPED);
    }

    public static VmRecord withStatus(String key, VmStatus status) {
        VmKey id = VmKey.parse(key);
        String mac = "BC:24:11:00:%02X:%02X".formatted(id.vmid() / 256 % 256, id.vmid() % 256);
        Vm vm = new Vm(
                id.clusterId(),
                id.vmid(),
                "vm-" + id.vmid(),
                "pve1",
                status,
                "10.0.0." + id.vmid() % 250,
                "agent",
                SEEN,
                mac,
                "qemu",
                "linux",
                2048,
                2,
                8L << 30,
                false,
                List.of("web"),
                null,
                false,
                true,
                SEEN,
                null);
        return new VmRecord(
                1,
                vm,
                new VmRecord.Internal(
                        "birth-" + id.vmid(),
                        status == VmStatus.RUNNING ? SEEN.minusSeconds(3600) : null,
                        status.word(),
                        SEEN,
                        VmRecord.ObservedSource.LIST,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(mac),
                        null,
                        false));
    }

    /** A healthy cluster with these VMs, as a store would hold it. */
    public static ClusterInventory cluster(String clusterId, Revision revision, VmRecord... records) {
        Map<Integer, VmRecord> vms = new TreeMap<>();
        Map<Integer, VmMetrics> metrics = new TreeMap<>();
        for (VmRecord record : records) {
            vms.put(record.vm().vmid(), record.withRevision(revision.number()));
            metrics.put(record.vm().vmid(), new VmMetrics(86_400L, 25.5, 60.2));
        }
        ClusterHead head = new ClusterHead(
                clusterId, "Cluster " + clusterId, revision, 1, 1, "worker-1", SEEN.plusSeconds(15), healthy(SEEN));
        return new ClusterInventory(head, vms, new ClusterMetrics(1, SEEN, metrics));
    }

    /** A reading that went well at that moment, with the usual intervals. */
    public static SyncStatus healthy(Instant at) {
        return new SyncStatus(
                at,
                at,
                at.plusSeconds(300),
                at.plusSeconds(30),
                30_000,
                300_000,
                0,
                null,
                null,
                null,
                SyncStatus.Cost.NONE,
                List.of(new SyncStatus.Node("pve1", "online")));
    }

    /** Puts a cluster into Postgres as a sync-worker would, past the proxy and without a lease. */
    public static void store(ClusterInventory inventory) {
        try (Connection connection = Stores.connect()) {
            connection.setAutoCommit(false);
            storeHead(connection, inventory.head());
            try (PreparedStatement rows = connection.prepareStatement(VM_ROW)) {
                for (VmRecord record : inventory.vms().values()) {
                    bind(rows, record);
                    rows.addBatch();
                }
                rows.executeBatch();
            }
            storeMetrics(connection, inventory);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final String VM_ROW = """
            INSERT INTO vm_inventory (cluster_id, vmid, name, node, status, type, category, ip, mac, memory_mb, cores,
                disk_size, is_template, last_updated, revision, birth, observed_at, observed_source, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
            ON CONFLICT (cluster_id, vmid) DO UPDATE SET body = excluded.body, revision = excluded.revision,
                status = excluded.status, name = excluded.name, node = excluded.node, birth = excluded.birth,
                deleted_at = NULL""";

    private static void storeHead(Connection connection, ClusterHead head) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement("""
                INSERT INTO cluster_sync (cluster_id, name, generation, revision, metrics_seq, owner, lease_until, fence, sync)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                ON CONFLICT (cluster_id) DO UPDATE SET generation = excluded.generation, revision = excluded.revision,
                    metrics_seq = excluded.metrics_seq, sync = excluded.sync""")) {
            row.setString(1, head.clusterId());
            row.setString(2, head.name());
            row.setLong(3, head.revision().generation());
            row.setLong(4, head.revision().number());
            row.setLong(5, head.metricsSeq());
            row.setString(6, head.owner());
            row.setTimestamp(7, Timestamp.from(head.leaseUntil()));
            row.setLong(8, head.fence());
            row.setString(9, io.labkeeper.inventory.InventoryJson.write(head.sync()));
            row.execute();
        }
    }

    private static void bind(PreparedStatement row, VmRecord record) throws SQLException {
        Vm vm = record.vm();
        row.setString(1, vm.clusterId());
        row.setInt(2, vm.vmid());
        row.setString(3, vm.name());
        row.setString(4, vm.node());
        row.setString(5, vm.status().word());
        row.setString(6, vm.type());
        row.setString(7, vm.category());
        row.setString(8, vm.ip());
        row.setString(9, vm.mac());
        row.setLong(10, vm.memory());
        row.setInt(11, vm.cores());
        row.setLong(12, vm.diskSize());
        row.setBoolean(13, vm.isTemplate());
        row.setTimestamp(14, Timestamp.from(vm.lastUpdated()));
        row.setLong(15, record.revision());
        row.setString(16, record.internal().birth());
        row.setTimestamp(17, Timestamp.from(record.internal().observedAt()));
        row.setString(18, record.internal().observedSource().name());
        row.setString(19, io.labkeeper.inventory.InventoryJson.write(record));
    }

    private static void storeMetrics(Connection connection, ClusterInventory inventory) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement("""
                INSERT INTO cluster_metrics (cluster_id, seq, at, body) VALUES (?, ?, ?, ?::jsonb)
                ON CONFLICT (cluster_id) DO UPDATE SET seq = excluded.seq, at = excluded.at, body = excluded.body""")) {
            row.setString(1, inventory.head().clusterId());
            row.setLong(2, inventory.metrics().seq());
            row.setTimestamp(3, Timestamp.from(inventory.metrics().at()));
            row.setString(4, io.labkeeper.inventory.InventoryJson.write(inventory.metrics()));
            row.execute();
        }
    }
}
