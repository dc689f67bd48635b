package io.labkeeper.cache;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * What replicas share. Every call ends within a bound of the implementation's own, and fails if the store does not answer.
 *
 * <p>Each family has an epoch, which every eviction moves. Whoever wants to write must have read the epoch before loading the value:
 * a write under an older epoch changes nothing. So a value that was loaded before an eviction cannot come back after it.
 */
public interface RemoteTier {

    /** Nothing is shared: each process is on its own. */
    RemoteTier NONE = new NoRemoteTier();

    /**
     * What is held under a key.
     *
     * @param text null if nothing is
     * @param left until the value leaves the store; zero if nothing is held
     * @param epoch of the family, to be shown when writing
     */
    record Held(String text, Duration left, String epoch) {}

    /**
     * A value in a list of what is held.
     *
     * @param left until the value leaves the store
     */
    record Listed(String family, String key, Duration left) {}

    /** False if there is nothing behind this: then no other method may be called. */
    boolean configured();

    /** What is held under a key, and the family's epoch, in one step. */
    Uni<Held> read(String family, String key);

    /**
     * Holds a text for a time unless the family's epoch has moved.
     *
     * @return whether it is held now
     */
    Uni<Boolean> write(String family, String key, String text, Duration lifetime, String epoch);

    /**
     * Moves the family's epoch and removes keys.
     *
     * @return how many of them were held
     */
    Uni<Long> evict(String family, Collection<String> keys);

    /**
     * Moves the family's epoch and removes, in batches, the keys that match.
     *
     * @return how many were held
     */
    Uni<Long> evictMatching(String family, Glob keys);

    /**
     * Makes up for an eviction that was not taken: everything of the family goes. Unlike an eviction it need not be tried while the store
     * is away.
     */
    default Uni<Long> settle(String family) {
        return evictMatching(family, Glob.ALL);
    }

    /**
     * Moves the epochs of all families and removes, in batches, what matches.
     *
     * @param familyAndKey matched against {@code family:key}
     * @return how many were held
     */
    Uni<Long> clear(Glob familyAndKey);

    /** Some of what is held. @param most how many at the most */
    Uni<List<Listed>> list(int most);
}
