package io.labkeeper.worker.observe;

import io.labkeeper.inventory.VmRecord;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Refuses a list that seems to be another cluster's, as when an endpoint's name leads elsewhere: a complete, rights-checked answer
 * that would give our VMs the names and states of others with the same numbers. The list does not say whose it is, so it is compared
 * with the last one that was believed. It is a stranger's
 * <ul>
 *   <li>if it shares not one node with that one (nodes that are renamed, added or replaced one by one always leave one), or
 *   <li>if five guests or more are known and less than a third of those that it shows, too, have their names there, or it shows others
 *       and none of them: many clusters call their nodes alike. A list that only lacks guests, or only has more, is none; nor is one in
 *       which nearly all were replaced by others with new numbers, as long as one of the old ones (a template, say) is there.
 * </ul>
 * Three such answers in a row are believed, as removals are: then it is the cluster that has changed. Pure; each answer gives the
 * guard for the next one.
 *
 * @param streak how many such answers there were in a row
 */
public record StrangerGuard(int streak) {
    public static final StrangerGuard CALM = new StrangerGuard(0);

    private static final int ANSWERS = 3;
    private static final int FEW = 5;

    /**
     * @param refused whether nothing of the list is to be believed now
     * @param next to be asked next time
     */
    public record Verdict(boolean refused, StrangerGuard next) {}

    /**
     * @param nodes of the last list that was believed; empty if there is none
     * @param known VMs by vmid
     */
    public Verdict judge(Set<String> nodes, Map<Integer, VmRecord> known, Snapshot list) {
        if (!strangeNodes(nodes, list) && !strangeGuests(known, list)) {
            return new Verdict(false, CALM);
        }
        return streak + 1 >= ANSWERS ? new Verdict(false, CALM) : new Verdict(true, new StrangerGuard(streak + 1));
    }

    private static boolean strangeNodes(Set<String> nodes, Snapshot list) {
        return !nodes.isEmpty()
                && !list.nodes().isEmpty()
                && Collections.disjoint(nodes, list.nodes().keySet());
    }

    private static boolean strangeGuests(Map<Integer, VmRecord> known, Snapshot list) {
        if (known.size() < FEW || list.guests().isEmpty()) {
            return false;
        }
        Set<Integer> both = new HashSet<>(known.keySet());
        both.retainAll(list.guests().keySet());
        long familiar = both.stream()
                .filter(vmid ->
                        familiar(known.get(vmid), list.guests().get(vmid).name()))
                .count();
        return both.isEmpty() || familiar * 3 < both.size();
    }

    /** A guest without statistics, and one that was just made, has no name in the list. */
    private static boolean familiar(VmRecord known, String name) {
        return name == null || name.isBlank() || name.equals(known.vm().name());
    }
}
