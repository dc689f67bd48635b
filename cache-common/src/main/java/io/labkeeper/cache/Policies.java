package io.labkeeper.cache;

/** The policies of families: what the code says, and over it what is configured. */
public final class Policies {
    private final CacheConfig config;

    public Policies(CacheConfig config) {
        this.config = config;
    }

    /** Of a family that has no wishes of its own. */
    public Policy of(String family) {
        return of(family, Policy.fresh(config.defaultTtl()));
    }

    /** @param builtIn what holds where nothing is configured */
    public Policy of(String family, Policy builtIn) {
        CacheConfig.FamilyConfig set = config.families().get(family);
        return set == null
                ? builtIn
                : new Policy(
                        set.ttl().orElse(builtIn.ttl()),
                        set.staleWhileRevalidate().orElse(builtIn.staleWhileRevalidate()),
                        set.staleIfError().orElse(builtIn.staleIfError()),
                        set.loadLimit().orElse(builtIn.loadLimit()),
                        set.size().orElse(builtIn.size()),
                        builtIn.shared());
    }
}
