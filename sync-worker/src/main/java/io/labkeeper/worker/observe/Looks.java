package io.labkeeper.worker.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers for a minute which VMs of a cluster were asked themselves, and on which ones an action has ended. */
public final class Looks {
    private static final Duration KEPT = Duration.ofSeconds(60);

    private final Map<Integer, Freshness> byVmid = new ConcurrentHashMap<>();

    /** A {@code status/current} was begun then. */
    public void looked(int vmid, Instant began) {
        byVmid.merge(vmid, new Freshness(began, null, null), (old, look) -> old.withLook(began));
    }

    /** An action has ended then. */
    public void ended(int vmid, String actionId, Instant at) {
        byVmid.merge(
                vmid,
                new Freshness(null, actionId, at),
                (old, end) -> old.endedAction() != null && old.endedAction().compareTo(actionId) > 0
                        ? old
                        : new Freshness(old.lookedAt(), actionId, at));
    }

    public Freshness of(int vmid) {
        return byVmid.getOrDefault(vmid, Freshness.NONE);
    }

    /** Drops what no list can be behind any more. */
    public void forgetBefore(Instant now) {
        Instant limit = now.minus(KEPT);
        byVmid.values().removeIf(fresh -> old(fresh.lookedAt(), limit) && old(fresh.endedAt(), limit));
    }

    private static boolean old(Instant moment, Instant limit) {
        return moment == null || moment.isBefore(limit);
    }
}
