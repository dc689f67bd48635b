package io.labkeeper.worker.reconcile;

import io.labkeeper.cache.redis.PutResult;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Takes a cluster out of the inventory, as its VMs would go if they were deleted: marked in Postgres, removed from Redis, told to
 * everybody. In Postgres it happens at once or not at all; Redis is swept until it holds nothing of it. Its rows stay for a while, so
 * that they are there again, with births and addresses, if it comes back.
 */
@ApplicationScoped
public class ClusterRemoval {
    private static final Logger LOG = Logger.getLogger(ClusterRemoval.class);

    /** Not if somebody has told meanwhile that it knows the cluster. The VMs' time of deletion is that of the removal, to tell them apart. */
    private static final String REMOVE = """
            WITH out AS (
                UPDATE cluster_sync c SET removed_at = transaction_timestamp(), unknown_since = NULL, owner = NULL,
                       lease_until = clock_timestamp(), revision = $5 + 1
                 WHERE cluster_id = $2 AND fence = $3 AND generation = $4 AND revision = $5
                   AND unknown_since IS NOT NULL AND removed_at IS NULL AND NOT\s""" + Knowledge.KNOWN + """

                RETURNING cluster_id, revision, removed_at),
            marked AS (
                UPDATE vm_inventory v SET deleted_at = out.removed_at, revision = out.revision
                  FROM out WHERE v.cluster_id = out.cluster_id AND v.deleted_at IS NULL)
            SELECT cluster_id FROM out""";

    /** Nobody may be taking it back at this moment. */
    private static final String OLD = """
            removed_at < clock_timestamp() - make_interval(secs => $2)
                   AND (lease_until IS NULL OR lease_until <= clock_timestamp())""";

    /** By one worker at a time. */
    private static final String PURGE_SAMPLES = """
            WITH mine AS (SELECT cluster_id FROM cluster_sync WHERE cluster_id = $1 AND\s""" + OLD + """

                             FOR NO KEY UPDATE SKIP LOCKED)
            DELETE FROM vm_sample WHERE ctid = ANY (ARRAY(
                SELECT s.ctid FROM vm_sample s JOIN mine USING (cluster_id) LIMIT $3))""";

    /** Not before the last sample is gone: with its row goes the knowledge that there is something to drop. */
    private static final String PURGE = """
            WITH gone AS (DELETE FROM cluster_sync
                           WHERE cluster_id = $1 AND NOT EXISTS (SELECT FROM vm_sample WHERE cluster_id = $1)
                             AND\s""" + OLD + """

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

    /** Fails with {@link StoreException} while Redis is away: what cannot be removed there and told is not removed in Postgres either. */
    public Uni<Void> possible(String clusterId) {
        return inRedis(clusterId).replaceWithVoid();
    }

    /**
     * Takes it out, under a lease that was just taken for that.
     *
     * @param alive for how long a worker lives after it was last seen
     * @return whether it is out now, and the lease given back; false if somebody knows it again. Fails with {@link StoreException} or
     *     {@link LeaseLostException}, and then is to be tried again
     */
    public Uni<Boolean> takeOut(String clusterId, long fence, Duration alive) {
        return new Reconciler(clusterId, stores).take(fence).chain(before -> remove(before.head(), alive)
                .invoke(out -> tell(out, before))
                .call(out ->
                        out ? cleared(empty(before.head())) : Uni.createFrom().voidItem()));
    }

    private Uni<Boolean> remove(ClusterHead head, Duration alive) {
        Tuple parameters = Tuple.of(
                alive.toMillis() / 1000.0,
                head.clusterId(),
                head.fence(),
                head.revision().generation(),
                head.revision().number());
        return LongTransaction.within(pool, stores.writer().longest(), connection -> connection
                        .preparedQuery(REMOVE)
                        .execute(parameters))
                .map(rows -> rows.rowCount() == 1);
    }

    private static void tell(boolean out, ClusterInventory before) {
        if (out) {
            LOG.warnf(
                    "cluster=%s is in no worker's clusters file any more: removed with %d VMs",
                    before.head().clusterId(), before.vms().size());
        }
    }

    private static ClusterHead empty(ClusterHead before) {
        return new ClusterHead(
                before.clusterId(),
                before.name(),
                before.revision().next(),
                before.fence(),
                before.metricsSeq(),
                null,
                null,
                before.sync());
    }

    /** It is out already; what is missed here is made up for by {@link #sweep}. */
    private Uni<Void> cleared(ClusterHead removed) {
        return stores.redis().configured()
                ? clear(removed)
                        .onFailure()
                        .invoke(failure -> LOG.infof(
                                "cluster=%s still in Redis, to be swept: %s",
                                removed.clusterId(), failure.getMessage()))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    /**
     * Redis is to hold nothing of a cluster that was taken out: it may have been away, or a former holder of the lease, frozen for long,
     * may have written since. To be repeated.
     *
     * @param removed the head with which it was taken out
     * @return fails with {@link StoreException} if Redis does
     */
    public Uni<Void> sweep(ClusterHead removed) {
        return inRedis(removed.clusterId())
                .chain(there -> there ? clear(removed) : Uni.createFrom().voidItem());
    }

    /** Without VMs first, which is told as any other change. A newer holder's state stays. */
    private Uni<Void> clear(ClusterHead removed) {
        return stores.redis()
                .replace(new ClusterInventory(removed, Map.of(), ClusterMetrics.NONE))
                .chain(result -> result == PutResult.FENCED
                        ? Uni.createFrom().voidItem()
                        : stores.redis()
                                .forget(removed.clusterId(), removed.fence())
                                .replaceWithVoid());
    }

    /** Whether Redis holds a head of it, even one that cannot be read. */
    private Uni<Boolean> inRedis(String clusterId) {
        if (!stores.redis().configured()) {
            return Uni.createFrom().item(false);
        }
        return stores.redis()
                .headToCompare(clusterId)
                .map(head -> head != null)
                .onFailure(failure -> failure.getCause() instanceof InventoryJson.UnreadableValue)
                .recoverWithItem(true);
    }

    /** Drops some of what is left of a cluster that was taken out long ago, if it has not come back. To be repeated. */
    public Uni<Void> purge(String clusterId) {
        double keep = config.keep().toSeconds();
        return run(PURGE_SAMPLES, Tuple.of(clusterId, keep, config.purgeBatch()))
                .chain(gone -> gone < config.purgeBatch()
                        ? run(PURGE, Tuple.of(clusterId, keep)).replaceWithVoid()
                        : Uni.createFrom().voidItem());
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
