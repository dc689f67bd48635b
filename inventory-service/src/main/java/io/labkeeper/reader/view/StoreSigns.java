package io.labkeeper.reader.view;

import jakarta.enterprise.context.ApplicationScoped;

/** Whether the last question to each store was answered. For people who look; nothing is decided by it. */
@ApplicationScoped
public class StoreSigns {
    private volatile boolean redis;
    private volatile boolean postgres;

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
