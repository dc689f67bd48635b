package io.labkeeper.worker.reconcile;

import io.labkeeper.inventory.VmRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be changed at once.
 *
 * @param upserts records as they shall be
 * @param removals vmids that are verifiably gone
 */
public record ChangeSet(List<VmRecord> upserts, Set<Integer> removals) {
    public static final ChangeSet NOTHING = new ChangeSet(List.of(), Set.of());

    public static ChangeSet of(Collection<VmRecord> upserts) {
        return new ChangeSet(List.copyOf(upserts), Set.of());
    }

    public boolean isEmpty() {
        return upserts.isEmpty() && removals.isEmpty();
    }

    /** What these VMs are with it; those that it does not touch are the same objects. */
    public Map<Integer, VmRecord> appliedTo(Map<Integer, VmRecord> vms) {
        Map<Integer, VmRecord> after = new HashMap<>(vms);
        upserts.forEach(record -> after.put(record.vm().vmid(), record));
        after.keySet().removeAll(removals);
        return Map.copyOf(after);
    }

    public int size() {
        return upserts.size() + removals.size();
    }
}
