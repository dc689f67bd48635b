package io.labkeeper.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How long a service waits for the two stores. The clients themselves would wait for ever, so every call goes through
 * these limits.
 */
@ConfigMapping(prefix = "labkeeper.store")
public interface StoreConfig {

    /** For reading the heads of all clusters from Redis. */
    @WithDefault("PT0.1S")
    Duration redisHeads();

    /** For a single Redis command. */
    @WithDefault("PT1S")
    Duration redisCommand();

    /** For reading a whole cluster from Redis; Postgres is asked after that. */
    @WithDefault("PT2S")
    Duration redisRead();

    /** For writing a whole cluster to Redis. */
    @WithDefault("PT10S")
    Duration redisLoad();

    /** For a single Postgres statement on a row or a small page. */
    @WithDefault("PT1S")
    Duration postgresStatement();

    /** For reading a whole cluster from Postgres. */
    @WithDefault("PT10S")
    Duration postgresLoad();
}
