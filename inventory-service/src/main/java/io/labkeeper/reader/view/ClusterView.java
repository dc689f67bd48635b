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
        ClusterView view = new ClusterView(loaded.head(), loaded.metrics(), entries);
        return before == null ? view : view.notOlderThan(before);
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
        return new ClusterView(loaded.head(), loaded.metrics(), changed).notOlderThan(this);
    }

    /** The same rows with these metrics, unless those that are there are newer. */
    ClusterView withMetrics(ClusterMetrics loaded) {
        return loaded.seq() > metrics.seq() ? new ClusterView(head, loaded, entries) : this;
    }

    /** The same rows with another description of how the reading goes; ignored if it is older or of another revision. */
    ClusterView withHead(ClusterHead other) {
        boolean same = other.revision().equals(head.revision());
        return !same || other.equals(head) || isOlder(other, head) ? this : new ClusterView(other, metrics, entries);
    }

    /**
     * This view, but with what is newer in another one that was made meanwhile. Numbers of different generations cannot be compared:
     * then this one counts.
     */
    ClusterView notOlderThan(ClusterView other) {
        if (revision().generation() != other.revision().generation()) {
            return this;
        }
        ClusterMetrics newest = other.metrics.seq() > metrics.seq() ? other.metrics : metrics;
        boolean headOlder = revision().equals(other.revision()) && isOlder(head, other.head);
        return newest == metrics && !headOlder ? this : new ClusterView(headOlder ? other.head : head, newest, entries);
    }

    /** Of two heads of one revision, the one written before: the number of its metrics tells, then its lease. */
    private static boolean isOlder(ClusterHead one, ClusterHead other) {
        if (one.metricsSeq() != other.metricsSeq()) {
            return one.metricsSeq() < other.metricsSeq();
        }
        if (one.fence() != other.fence()) {
            return one.fence() < other.fence();
        }
        return one.leaseUntil() != null
                && other.leaseUntil() != null
                && one.leaseUntil().isBefore(other.leaseUntil());
    }

    private static VmEntry entry(VmRecord record, ClusterView before) {
        VmEntry known = before == null ? null : before.entries.get(record.vm().vmid());
        return known != null && known.record().equals(record) ? known : VmEntry.of(record);
    }

    /** Whether readers see the same in both, staleness aside. A lease that was renewed changes nothing. */
    public boolean showsSame(ClusterView other) {
        return sameRows(other) && metrics == other.metrics;
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

    /** Whether both hold the same VMs in the same state, under the same name; their metrics may differ. */
    public boolean sameRows(ClusterView other) {
        return entries == other.entries && head.name().equals(other.head.name());
    }

    /** One VM, null if there is none with this number. */
    public VmEntry entry(int vmid) {
        return entries.get(vmid);
    }
}
