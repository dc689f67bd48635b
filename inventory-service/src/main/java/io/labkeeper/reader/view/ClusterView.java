package io.labkeeper.reader.view;

import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmRecord;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What this replica knows of one cluster. Immutable; a change makes a new one that shares all unchanged entries. */
public final class ClusterView {
    private final ClusterHead head;
    private final ClusterMetrics metrics;
    private final Map<Integer, VmEntry> entries;

    private ClusterView(ClusterHead head, ClusterMetrics metrics, Map<Integer, VmEntry> entries) {
        this.head = head;
        this.metrics = metrics;
        this.entries = entries;
    }

    /**
     * The view of a cluster as a store holds it; entries of the view before are kept where the record is the same.
     *
     * @param before null if there was none
     */
    static ClusterView of(ClusterInventory loaded, ClusterView before) {
        Map<Integer, VmEntry> entries = new TreeMap<>();
        loaded.vms().forEach((vmid, record) -> entries.put(vmid, entry(record, before)));
        return new ClusterView(loaded.head(), newer(loaded, before), entries);
    }

    /** The view after a change of some rows: those found are put in, those wanted and not found are gone. */
    ClusterView withRows(ClusterInventory loaded, Collection<Integer> wanted) {
        Map<Integer, VmEntry> changed = new TreeMap<>(entries);
        for (Integer vmid : wanted) {
            VmRecord record = loaded.vms().get(vmid);
            if (record == null) {
                changed.remove(vmid);
            } else {
                changed.put(vmid, entry(record, this));
            }
        }
        return new ClusterView(loaded.head(), newer(loaded, this), changed);
    }

    ClusterView withMetrics(ClusterMetrics loaded) {
        return loaded.seq() > metrics.seq() ? new ClusterView(head, loaded, entries) : this;
    }

    /** The same rows with another description of how the reading goes; the revision must be the same. */
    ClusterView withHead(ClusterHead other) {
        return other.equals(head) ? this : new ClusterView(other, metrics, entries);
    }

    private static VmEntry entry(VmRecord record, ClusterView before) {
        VmEntry known = before == null ? null : before.entries.get(record.vm().vmid());
        return known != null && known.record().equals(record) ? known : VmEntry.of(record);
    }

    /** Numbers of metrics compare within a generation only. */
    private static ClusterMetrics newer(ClusterInventory loaded, ClusterView before) {
        boolean older = before != null
                && before.revision().generation() == loaded.head().revision().generation()
                && before.metrics.seq() > loaded.metrics().seq();
        return older ? before.metrics : loaded.metrics();
    }

    public ClusterHead head() {
        return head;
    }

    public Revision revision() {
        return head.revision();
    }

    public ClusterMetrics metrics() {
        return metrics;
    }

    /** All VMs in order of their numbers. */
    public Collection<VmEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** One VM, null if there is none with this number. */
    public VmEntry entry(int vmid) {
        return entries.get(vmid);
    }
}
