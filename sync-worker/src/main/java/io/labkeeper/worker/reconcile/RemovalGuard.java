package io.labkeeper.worker.reconcile;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds large removals back: while more than 30 % of a cluster are missing, a VM goes only when three complete, rights-checked answers
 * in a row lack it. Each VM has a count of its own: that two answers lacked others says nothing of it. Pure; each answer gives the guard
 * for the next one.
 *
 * @param lacked how many such answers in a row lack a VM that was not removed, by vmid
 */
public record RemovalGuard(Map<Integer, Integer> lacked) {
    public static final RemovalGuard CALM = new RemovalGuard(Map.of());

    private static final double LARGE = 0.3;
    private static final int ANSWERS = 3;

    /**
     * @param removals what may be removed now
     * @param withheld how many VMs are missing and stay for the time being
     * @param next to be asked next time
     */
    public record Verdict(Set<Integer> removals, int withheld, RemovalGuard next) {}

    /**
     * @param known VMs of the cluster, the missing ones included
     * @param missing from a complete answer that was checked to be allowed to see everything
     * @param proven those that are gone for sure; the others stay, and are missing all the same
     */
    public Verdict judge(int known, Set<Integer> missing, Set<Integer> proven) {
        boolean large = missing.size() > known * LARGE;
        Map<Integer, Integer> counts = new HashMap<>();
        if (large) {
            missing.forEach(vmid -> counts.put(vmid, lacked.getOrDefault(vmid, 0) + 1));
        }
        Set<Integer> removals = missing.stream()
                .filter(proven::contains)
                .filter(vmid -> !large || counts.get(vmid) >= ANSWERS)
                .collect(Collectors.toUnmodifiableSet());
        counts.keySet().removeAll(removals);
        return new Verdict(removals, missing.size() - removals.size(), new RemovalGuard(Map.copyOf(counts)));
    }
}
