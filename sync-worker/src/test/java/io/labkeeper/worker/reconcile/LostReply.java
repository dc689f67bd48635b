package io.labkeeper.worker.reconcile;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.reconcile.WriteCheckpoints.Checkpoint;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.Dependent;
import java.util.concurrent.atomic.AtomicBoolean;

/** Real stores; when it is wished, Postgres commits the next change set, and the connection is lost before it can say so. */
@Dependent
public class LostReply {
    private final AtomicBoolean next = new AtomicBoolean();
    private final Stores stores;

    LostReply(
            Pool pool,
            ReconcileConfig config,
            AddressConfig addresses,
            PostgresInventory postgres,
            RedisInventory redis,
            Generations generations,
            DatabaseClock clock,
            SyncSteps steps) {
        stores = new Stores(
                postgres, new ChangeSetWriter(pool, config, addresses, this::passed), redis, generations, clock, steps);
    }

    public Stores stores() {
        return stores;
    }

    public void loseTheNext() {
        next.set(true);
    }

    private Uni<Void> passed(Checkpoint checkpoint, String clusterId) {
        return checkpoint == Checkpoint.COMMITTED && next.compareAndSet(true, false)
                ? Uni.createFrom().failure(new IllegalStateException("connection lost"))
                : Uni.createFrom().voidItem();
    }
}
