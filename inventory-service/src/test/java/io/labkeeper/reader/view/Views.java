package io.labkeeper.reader.view;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.ownership.Ownership;
import io.labkeeper.testing.Vms;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Clusters at certain moments. */
public final class Views {
    private Views() {}

    /** A cluster that is being looked after at this moment, so that its heads in Redis suffice. */
    public static ClusterInventory tended(String clusterId, long revision, VmRecord... vms) {
        return at(Vms.cluster(clusterId, new Revision(1, revision), vms), Instant.now());
    }

    /** The same cluster, read at that moment, under a lease of a minute. */
    public static ClusterInventory at(ClusterInventory inventory, Instant now) {
        ClusterHead head = inventory.head();
        return with(
                inventory,
                new ClusterHead(
                        head.clusterId(),
                        head.name(),
                        head.revision(),
                        head.fence(),
                        head.metricsSeq(),
                        head.owner(),
                        now.plusSeconds(60),
                        Vms.healthy(now)));
    }

    /** The same cluster with another account of how the reading goes. */
    public static ClusterInventory withSync(ClusterInventory inventory, SyncStatus sync) {
        ClusterHead head = inventory.head();
        return with(
                inventory,
                new ClusterHead(
                        head.clusterId(),
                        head.name(),
                        head.revision(),
                        head.fence(),
                        head.metricsSeq(),
                        head.owner(),
                        head.leaseUntil(),
                        sync));
    }

    /** The same cluster with metrics of this number, all VMs with the same CPU usage. */
    public static ClusterInventory withMetrics(ClusterInventory inventory, long seq, double cpu) {
        ClusterHead head = inventory.head();
        ClusterMetrics metrics = new ClusterMetrics(
                seq,
                Vms.SEEN,
                Map.copyOf(inventory.vms().keySet().stream()
                        .collect(java.util.stream.Collectors.toMap(
                                vmid -> vmid, vmid -> new VmMetrics(60L, cpu, 50.0)))));
        ClusterHead moved = new ClusterHead(
                head.clusterId(),
                head.name(),
                head.revision(),
                head.fence(),
                seq,
                head.owner(),
                head.leaseUntil(),
                head.sync());
        return new ClusterInventory(moved, inventory.vms(), metrics);
    }

    /** The same view once this head has been read. */
    public static ClusterView withHead(ClusterView view, ClusterHead head) {
        return view.withHead(head);
    }

    /** The same view once these metrics have been read. */
    public static ClusterView withMetrics(ClusterView view, ClusterMetrics metrics) {
        return view.withMetrics(metrics);
    }

    /** Tells a view of a head alone, as is read every second. */
    public static void head(InventoryView view, ClusterHead head) {
        view.update(head.clusterId(), held -> held.withHead(head));
    }

    /** Tells a view what actions the table names. */
    public static void announce(InventoryView view, List<ActionNotice> window) {
        view.changeActions(known -> known.withWindow(window, Instant.now(), Instant.now()));
    }

    private static ClusterInventory with(ClusterInventory inventory, ClusterHead head) {
        return new ClusterInventory(head, inventory.vms(), inventory.metrics());
    }

    /** Puts what a store holds into a view, on this thread. */
    public static void put(InventoryView view, ClusterInventory inventory) {
        view.put(of(inventory));
    }

    /** Makes a view answer: these assignments are known, and the clusters that are there are all there are. */
    public static void own(InventoryView view, Ownership ownership) {
        view.put(ownership);
        view.clustersAreKnown();
    }

    /** Puts a view of a cluster in. */
    public static void put(InventoryView view, ClusterView cluster) {
        view.put(cluster);
    }

    /** Takes a cluster out of a view that Postgres names no more. */
    public static void remove(InventoryView view, String clusterId) {
        view.remove(clusterId);
    }

    /** The view of what a store holds. */
    public static ClusterView of(ClusterInventory inventory) {
        return ClusterView.of(inventory, null);
    }
}
