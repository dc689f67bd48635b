package io.labkeeper.worker.reconcile;

import java.util.Collection;
import java.util.Set;

/**
 * Holds large removals back: more than 30 % of a cluster goes only when three complete, rights-checked answers in a row lack
 * it. Pure; each answer gives the guard for the next one.
 *
 * @param streak how many such answers there were in a row
 */
public record RemovalGuard(int streak) {
    public static final RemovalGuard CALM = new RemovalGuard(0);

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
     */
    public Verdict judge(int known, Collection<Integer> missing) {
        if (missing.size() <= known * LARGE) {
            return new Verdict(Set.copyOf(missing), 0, CALM);
        }
        if (streak + 1 >= ANSWERS) {
            return new Verdict(Set.copyOf(missing), 0, CALM);
        }
        return new Verdict(Set.of(), missing.size(), new RemovalGuard(streak + 1));
    }
}
