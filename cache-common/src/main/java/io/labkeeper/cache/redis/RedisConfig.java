package io.labkeeper.cache.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Whether there is a Redis, and under which names we live in it. */
@ConfigMapping(prefix = "labkeeper.redis")
public interface RedisConfig {

    /**
     * The Redis that all replicas share, as {@code redis://user:password@host:port}; {@code rediss://} for TLS,
     * {@code redis-sentinel://user:password@host:port,host:port/master} for sentinels, {@code rediss-sentinel://} for both. Empty, as when {@code REDIS_URL} is not set: there is
     * none, each process caches in its own memory, and replicas learn of changes from Postgres, within about 2 s.
     */
    @WithDefault("${REDIS_URL:}")
    Optional<String> url();

    /** PEM file with the certificates that are trusted with {@code rediss://}; those of the JVM if it is empty. */
    @WithDefault("${REDIS_CA_FILE:}")
    Optional<String> caFile();

    /** In front of every key and channel. */
    @WithDefault("labkeeper:")
    String prefix();
}
