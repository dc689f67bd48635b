package io.labkeeper.cache.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether there is a Redis, and under which names we live in it. */
@ConfigMapping(prefix = "labkeeper.redis")
public interface RedisConfig {

    /** False: no Redis at all; replicas learn of changes from Postgres, within about 2 s. */
    @WithDefault("true")
    boolean enabled();

    /** In front of every key and channel. */
    @WithDefault("labkeeper:")
    String prefix();
}
