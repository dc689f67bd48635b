package io.labkeeper.cache;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** How cached values live. Where nothing is set for a family, what the code that opens it says. */
@ConfigMapping(prefix = "labkeeper.cache")
public interface CacheConfig {

    /** For families that name no TTL of their own. */
    @WithDefault("PT10M")
    Duration defaultTtl();

    /** How long a shared value is given from memory before Redis is asked again: the bound on what a lost message costs. */
    @WithDefault("PT10S")
    Duration recheck();

    /** How long Redis is waited for before a value is loaded instead. */
    @WithDefault("PT0.1S")
    Duration remoteLimit();

    /** How long removing values from Redis by a pattern may take. */
    @WithDefault("PT5S")
    Duration removalLimit();

    /** Failures of Redis in a row after which it is left alone for a while. */
    @WithDefault("3")
    int breakerFailures();

    /** How long it is left alone. */
    @WithDefault("PT3S")
    Duration breakerPause();

    /** By the family's name, for example {@code labkeeper.cache.family."vm-history".ttl}. */
    @WithName("family")
    Map<String, FamilyConfig> families();

    /** What is different for one family. */
    interface FamilyConfig {

        /** How long a value is fresh. */
        Optional<Duration> ttl();

        /** How much longer it is given while a new one is loaded. */
        Optional<Duration> staleWhileRevalidate();

        /** How long after its TTL it is given when loading fails. */
        Optional<Duration> staleIfError();

        /** How long a load may take. */
        Optional<Duration> loadLimit();

        /** Most values in a process. */
        OptionalLong size();
    }
}
