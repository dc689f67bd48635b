package io.labkeeper.worker.reconcile;

import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Notices that Postgres has lost commits (a fail-over to a replica that lagged, a restored backup, a new database) and starts
 * a new generation, so that revisions that are handed out a second time are not taken for the first ones. The fence, too, is
 * brought past the one that Redis has seen: the sequence may have gone back with the rest.
 */
@ApplicationScoped
public class Generations {
    private static final Logger LOG = Logger.getLogger(Generations.class);
    private static final long MOST_FENCES = 1_000_000;

    private static final String RAISE = """
            UPDATE cluster_sync SET generation = $3, metrics_seq = greatest(metrics_seq, $4),
                   fence = CASE WHEN $5 = 0 THEN fence
                           ELSE (SELECT max(nextval('lease_fence')) FROM generate_series(1, $5)) END
             WHERE cluster_id = $1 AND fence = $2 RETURNING generation, fence, metrics_seq""";

    private final Pool pool;
    private final StoreConfig limits;

    public Generations(Pool pool, StoreConfig limits) {
        this.pool = pool;
        this.limits = limits;
    }

    /**
     * @param loaded what Postgres holds, under our fence
     * @param remembered the newest revision that we ourselves have written
     * @param redisHead asks Redis; if that fails, only the memory is compared
     * @return what was loaded, with a new generation where needed
     */
    Uni<ClusterInventory> compare(ClusterInventory loaded, Revision remembered, Uni<ClusterHead> redisHead) {
        return redisHead.onFailure(StoreException.class).recoverWithNull().chain(head -> {
            Revision newest = head != null && head.revision().isAfter(remembered) ? head.revision() : remembered;
            long fences =
                    head == null ? 0 : Math.max(0, head.fence() - loaded.head().fence() + 1);
            boolean ahead = newest.isAfter(loaded.head().revision());
            boolean fenceBehind = head != null && head.fence() > loaded.head().fence();
            if (!ahead && !fenceBehind) {
                return Uni.createFrom().item(loaded);
            }
            LOG.warnf(
                    "cluster=%s Postgres is at %s, but %s was seen: starting a new generation",
                    loaded.head().clusterId(), loaded.head().revision(), newest);
            long generation =
                    Math.max(newest.generation(), loaded.head().revision().generation()) + 1;
            long seq = head == null ? 0 : head.metricsSeq();
            return raise(loaded, generation, seq, fenceBehind ? Math.min(fences, MOST_FENCES) : 0);
        });
    }

    private Uni<ClusterInventory> raise(ClusterInventory loaded, long generation, long seq, long fences) {
        ClusterHead old = loaded.head();
        return pool.preparedQuery(RAISE)
                .execute(Tuple.of(old.clusterId(), old.fence(), generation, seq, (int) fences))
                .ifNoItem()
                .after(limits.postgresLoad())
                .failWith(() -> new StoreException("Postgres did not answer in time"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure))
                .map(rows -> {
                    if (!rows.iterator().hasNext()) {
                        throw new LeaseLostException(old.clusterId());
                    }
                    return raised(loaded, rows.iterator().next());
                });
    }

    private static ClusterInventory raised(ClusterInventory loaded, Row row) {
        ClusterHead old = loaded.head();
        ClusterHead head = new ClusterHead(
                old.clusterId(),
                old.name(),
                new Revision(row.getLong("generation"), old.revision().number()),
                row.getLong("fence"),
                row.getLong("metrics_seq"),
                old.owner(),
                old.leaseUntil(),
                old.sync());
        return new ClusterInventory(head, loaded.vms(), loaded.metrics());
    }
}
