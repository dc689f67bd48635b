package io.labkeeper.cache;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Evictions that the remote tier did not take: until it has, nothing may be read from it in that family. Which keys it were does not
 * matter any more; the whole family goes.
 */
final class Debts {
    private final RemoteTier remote;
    /** Family, and a mark of the last eviction that failed: one that fails while an earlier one is made up for stays owed. */
    private final Map<String, Object> owed = new ConcurrentHashMap<>();

    Debts(RemoteTier remote) {
        this.remote = remote;
    }

    void owe(String family) {
        owed.put(family, new Object());
    }

    /** Ends once nothing is owed in this family; fails if the remote tier still does not take it. */
    Uni<Void> settle(String family) {
        Object mark = owed.get(family);
        return mark == null
                ? Uni.createFrom().voidItem()
                : remote.evictMatching(family, Glob.ALL)
                        .invoke(dropped -> owed.remove(family, mark))
                        .replaceWithVoid();
    }
}
