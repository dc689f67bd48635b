package io.labkeeper.cache;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Evictions that the remote tier did not take: until it has, nothing may be read from it in that family. Which keys it were does not
 * matter any more; the whole family goes.
 */
final class Debts {
    private static final Logger LOG = Logger.getLogger(Debts.class);

    private final RemoteTier remote;
    /** Family, and a mark of the last eviction that failed: one that fails while an earlier one is made up for stays owed. */
    private final Map<String, Object> owed = new ConcurrentHashMap<>();

    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    Debts(RemoteTier remote) {
        this.remote = remote;
    }

    void owe(String family) {
        owed.put(family, new Object());
    }

    /**
     * Whether nothing is owed in this family. If something is, making up for it begins, unless that is under way already: nobody waits for
     * it, and a crowd of callers starts it once.
     */
    boolean settled(String family) {
        if (owed.containsKey(family) && underWay.add(family)) {
            settle(family);
        }
        return !owed.containsKey(family);
    }

    private void settle(String family) {
        Object mark = owed.get(family);
        Uni.createFrom()
                .deferred(() -> remote.settle(family))
                .onTermination()
                .invoke(() -> underWay.remove(family))
                .subscribe()
                .with(
                        dropped -> paid(family, mark),
                        failure -> LOG.debugf(
                                "cache family=%s tier=redis still owed an eviction: %s", family, failure.getMessage()));
    }

    private void paid(String family, Object mark) {
        if (mark != null) {
            owed.remove(family, mark);
        }
    }
}
