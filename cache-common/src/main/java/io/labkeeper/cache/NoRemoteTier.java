package io.labkeeper.cache;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The remote tier of a process that shares nothing. */
final class NoRemoteTier implements RemoteTier {

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public Uni<Held> read(String family, String key) {
        throw absent();
    }

    @Override
    public Uni<Boolean> write(String family, String key, String text, Duration lifetime, String epoch) {
        throw absent();
    }

    @Override
    public Uni<Long> evict(String family, Collection<String> keys) {
        throw absent();
    }

    @Override
    public Uni<Long> evictMatching(String family, Glob keys) {
        throw absent();
    }

    @Override
    public Uni<Long> clear(Glob familyAndKey) {
        throw absent();
    }

    @Override
    public Uni<List<Listed>> list(int most) {
        throw absent();
    }

    private static IllegalStateException absent() {
        return new IllegalStateException("no remote tier is configured");
    }
}
