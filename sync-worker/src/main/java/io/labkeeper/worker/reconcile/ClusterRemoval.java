package io.labkeeper.worker.reconcile;

import io.labkeeper.cache.redis.PutResult;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Takes a cluster out of the inventory, as its VMs would go if they were deleted: marked in Postgres, removed from Redis, told to
 * everybody. Its row stays for a while, so that its revisions go on if it comes back. Each step may be repeated.
 */
@ApplicationScoped
public class ClusterRemoval {
    private static final Logger LOG = Logger.getLogger(ClusterRemoval.class);

    /** Not if somebody has told meanwhile that it knows the cluster. */
    private static final String REMOVED = """
            UPDATE cluster_sync SET removed_at = clock_timestamp(), unknown_since = NULL, owner = NULL,
                   lease_until = clock_timestamp()
             WHERE cluster_id = $1 AND fence = $2 AND unknown_since IS NOT NULL""";

    private static final String PURGE_SAMPLES = """
            DELETE FROM vm_sample WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM vm_sample WHERE cluster_id = $1
                   AND EXISTS (SELECT FROM cluster_sync WHERE cluster_id = $1
                                  AND removed_at < clock_timestamp() - make_interval(secs => $2))
                 LIMIT $3))""";

    private static final String PURGE = """
            WITH gone AS (DELETE FROM cluster_sync
                           WHERE cluster_id = $1 AND removed_at < clock_timestamp() - make_interval(secs => $2)
                          RETURNING cluster_id),
                 addresses AS (DELETE FROM vm_address v USING gone WHERE v.cluster_id = gone.cluster_id),
                 metrics AS (DELETE FROM cluster_metrics m USING gone WHERE m.cluster_id = gone.cluster_id),
                 wishes AS (DELETE FROM sync_request r USING gone WHERE r.cluster_id = gone.cluster_id)
            DELETE FROM vm_inventory v USING gone WHERE v.cluster_id = gone.cluster_id""";

    private final Stores stores;
    private final Pool pool;
    private final RemovalConfig config;

    public ClusterRemoval(Stores stores, Pool pool, RemovalConfig config) {
        this.stores = stores;
        this.pool = pool;
        this.config = config;
    }

    /**
     * Takes it out, under a lease that was just taken.
     *
     * @return whether it is out now, and the lease with it; false if somebody knows it again. Fails with {@link StoreException} or
     *     {@link LeaseLostException}, and then is to be tried again
     */
    public Uni<Boolean> takeOut(String clusterId, long fence) {
        Reconciler reconciler = new Reconciler(clusterId, stores);
        return reconciler
                .take(fence)
                // Redis is brought up to date first, or the removal could not be told as a change of what is there.
                .call(reconciler::repair)
                .call(before -> reconciler.change(
                        state -> new ChangeSet(List.of(), state.vms().keySet())))
                .call(before -> forget(before.head().clusterId(), before.head().fence()))
                .chain(this::removed);
    }

    private Uni<Boolean> removed(ClusterInventory before) {
        String clusterId = before.head().clusterId();
        return run(REMOVED, Tuple.of(clusterId, before.head().fence()))
                .map(rows -> rows == 1)
                .invoke(out -> {
                    if (out) {
                        LOG.warnf(
                                "cluster=%s is in no worker's clusters file any more: removed with %d VMs",
                                clusterId, before.vms().size());
                    }
                });
    }

    private Uni<Void> forget(String clusterId, long fence) {
        if (!stores.redis().configured()) {
            return Uni.createFrom().voidItem();
        }
        return stores.redis()
                .forget(clusterId, fence)
                .invoke(result -> {
                    if (result != PutResult.APPLIED) {
                        throw new LeaseLostException(clusterId);
                    }
                })
                .replaceWithVoid();
    }

    /** Drops what is left of a cluster that was taken out long ago, if it has not come back. */
    public Uni<Void> purge(String clusterId) {
        double keep = config.keep().toSeconds();
        return run(PURGE_SAMPLES, Tuple.of(clusterId, keep, config.purgeBatch()))
                .chain(gone -> gone < config.purgeBatch()
                        ? run(PURGE, Tuple.of(clusterId, keep)).replaceWithVoid()
                        : purge(clusterId));
    }

    private Uni<Integer> run(String sql, Tuple parameters) {
        return pool.preparedQuery(sql)
                .execute(parameters)
                .map(rows -> rows.rowCount())
                .ifNoItem()
                .after(config.statementLimit())
                .failWith(() -> new StoreException("Postgres did not answer within "
                        + config.statementLimit().toMillis() + " ms"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }
}
