package io.labkeeper.reader.view;

import io.labkeeper.cache.redis.RedisConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Whether the last question to each store was answered. For people who look; nothing is decided by it. */
@ApplicationScoped
public class StoreSigns {
    private final boolean redisConfigured;
    private volatile boolean redis;
    private volatile boolean postgres;

    StoreSigns(RedisConfig config) {
        this.redisConfigured = config.url().isPresent();
    }

    /** False if no Redis was given at all. */
    public boolean redisConfigured() {
        return redisConfigured;
    }

    public boolean redisAnswers() {
        return redis;
    }

    public boolean postgresAnswers() {
        return postgres;
    }

    void redisAnswered(boolean yes) {
        redis = yes;
    }

    void postgresAnswered(boolean yes) {
        postgres = yes;
    }
}
