package io.labkeeper.cache;

import java.util.List;

/**
 * Tells the other replicas what to forget. Never fails and nobody waits for it: a message that is lost heals as {@link TwoTierCache}
 * says.
 */
public interface Announcer {

    /** For a process that is alone. */
    Announcer NOBODY = new Announcer() {
        @Override
        public void evicted(String family, List<String> keys) {}

        @Override
        public void evictedMatching(String family, Glob keys) {}

        @Override
        public void cleared(Glob familyAndKey) {}
    };

    void evicted(String family, List<String> keys);

    void evictedMatching(String family, Glob keys);

    /** @param familyAndKey matched against {@code family:key} */
    void cleared(Glob familyAndKey);
}
