package io.labkeeper.worker.reconcile;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.time.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;

/** What a {@link Reconciler} writes to and reads from; the same for all clusters. */
@ApplicationScoped
public class Stores {
    private final PostgresInventory postgres;
    private final ChangeSetWriter writer;
    private final RedisInventory redis;
    private final Generations generations;
    private final DatabaseClock clock;
    private final SyncSteps steps;

    public Stores(
            PostgresInventory postgres,
            ChangeSetWriter writer,
            RedisInventory redis,
            Generations generations,
            DatabaseClock clock,
            SyncSteps steps) {
        this.postgres = postgres;
        this.writer = writer;
        this.redis = redis;
        this.generations = generations;
        this.clock = clock;
        this.steps = steps;
    }

    PostgresInventory postgres() {
        return postgres;
    }

    ChangeSetWriter writer() {
        return writer;
    }

    RedisInventory redis() {
        return redis;
    }

    Generations generations() {
        return generations;
    }

    DatabaseClock clock() {
        return clock;
    }

    /** Is told how long things take. */
    public SyncSteps steps() {
        return steps;
    }
}
