package io.labkeeper.worker.reconcile;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.worker.draft.VmDraft;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of an observation really differs from what is known. When it was observed, and at which revision it was written, is no
 * difference: else an unchanged fleet would be written with every poll. Pure.
 */
public final class Diff {

    private Diff() {}

    /**
     * @param observed records as they would be now
     * @param gone vmids to be removed; those that are not known are dropped
     */
    public static ChangeSet between(
            Map<Integer, VmRecord> known, Collection<VmRecord> observed, Collection<Integer> gone) {
        List<VmRecord> upserts = observed.stream()
                .filter(record -> differs(known.get(record.vm().vmid()), record))
                .toList();
        Set<Integer> removals = new TreeSet<>(gone);
        removals.retainAll(known.keySet());
        return new ChangeSet(upserts, removals);
    }

    private static boolean differs(VmRecord known, VmRecord observed) {
        return known == null || !essence(known).equals(essence(observed));
    }

    private static VmRecord essence(VmRecord record) {
        return VmDraft.of(record).observed(null, null).lastUpdated(null).build().withRevision(0);
    }
}
