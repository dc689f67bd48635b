package io.labkeeper.worker.poll;

import io.labkeeper.inventory.Revision;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.reconcile.Knowledge;
import io.labkeeper.worker.reconcile.LongTransaction;
import io.labkeeper.worker.reconcile.ReconcileConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The right to write a cluster, one holder at a time, by the database's clock alone. Each taking has a new fence from a
 * sequence, so it grows even if the row was lost; all writes name the fence, and those of a former holder find no row.
 */
@ApplicationScoped
public class Leases {
    private static final Logger LOG = Logger.getLogger(Leases.class);

    /**
     * The sequence is touched only when the lease is free, and has been for the caller's patience. A row that is locked belongs to somebody
     * who is just writing, perhaps for long: waiting for it would keep a connection from the other clusters, and another for each try.
     */
    private static final String TAKE = """
            WITH free AS (
                SELECT cluster_id FROM cluster_sync
                 WHERE cluster_id = $1 AND (lease_until IS NULL OR owner = $3
                    OR lease_until + make_interval(secs => $5) <= clock_timestamp())
                   FOR NO KEY UPDATE SKIP LOCKED)
            INSERT INTO cluster_sync AS c (cluster_id, name, owner, lease_until, fence)
            SELECT $1, $2, $3, clock_timestamp() + make_interval(secs => $4), nextval('lease_fence')
             WHERE EXISTS (SELECT FROM free) OR NOT EXISTS (SELECT FROM cluster_sync WHERE cluster_id = $1)
            ON CONFLICT (cluster_id) DO UPDATE SET name = excluded.name, owner = excluded.owner,
                   lease_until = clock_timestamp() + make_interval(secs => $4), fence = excluded.fence
             WHERE c.lease_until IS NULL OR c.lease_until + make_interval(secs => $5) <= clock_timestamp()
                OR c.owner = excluded.owner
            RETURNING fence, lease_until, generation, revision, clock_timestamp() AS now, removed_at IS NOT NULL AS removed""";

    /**
     * A cluster that was taken out of the inventory is there again: what was marked as deleted by the removal, and nothing else, with
     * births and addresses, as of a new revision.
     */
    private static final String RESTORE = """
            WITH back AS (
                UPDATE cluster_sync c SET removed_at = NULL, unknown_since = NULL, revision = c.revision + 1
                  FROM cluster_sync was
                 WHERE c.cluster_id = $1 AND c.fence = $2 AND c.removed_at IS NOT NULL
                   AND was.cluster_id = c.cluster_id AND was.removed_at = c.removed_at
                RETURNING c.cluster_id, c.revision, was.removed_at)
            UPDATE vm_inventory v SET deleted_at = NULL, revision = back.revision,
                   body = jsonb_set(v.body, '{revision}', to_jsonb(back.revision))
              FROM back WHERE v.cluster_id = back.cluster_id AND v.deleted_at = back.removed_at""";

    /**
     * Only of a cluster that has been unknown for the whole grace period and still is, that is there, and that nobody holds: not even this
     * worker's own loop, so the owner is another one. It makes no row and brings none back.
     */
    private static final String TAKE_TO_REMOVE = """
            UPDATE cluster_sync c SET owner = $3, lease_until = clock_timestamp() + make_interval(secs => $4),
                   fence = nextval('lease_fence')
             WHERE cluster_id = $2 AND removed_at IS NULL
               AND unknown_since < clock_timestamp() - make_interval(secs => $5)
               AND (lease_until IS NULL OR lease_until <= clock_timestamp())
               AND NOT\s""" + Knowledge.KNOWN + """

            RETURNING fence, lease_until, generation, revision, clock_timestamp() AS now""";

    /** A cluster that nobody has looked after yet: free as of now. Its fence, too, is later than all before: the row may have been lost. */
    private static final String ANNOUNCE = """
            INSERT INTO cluster_sync (cluster_id, name, lease_until, fence)
            SELECT $1, $2, clock_timestamp(), nextval('lease_fence')
             WHERE NOT EXISTS (SELECT FROM cluster_sync WHERE cluster_id = $1)
            ON CONFLICT (cluster_id) DO NOTHING""";

    /**
     * One that was given back meanwhile has no owner, and is not to be held again by a statement that was late. It does not wait for the
     * row either, which our own write may have locked: then the row comes without a lease.
     */
    private static final String RENEW = """
            WITH mine AS (
                SELECT cluster_id FROM cluster_sync WHERE cluster_id = $1 AND fence = $2 AND owner IS NOT NULL),
            free AS (
                SELECT cluster_id FROM cluster_sync WHERE cluster_id = $1 AND fence = $2 AND owner IS NOT NULL
                   FOR NO KEY UPDATE SKIP LOCKED),
            renewed AS (
                UPDATE cluster_sync c SET lease_until = clock_timestamp() + make_interval(secs => $3)
                  FROM free WHERE c.cluster_id = free.cluster_id
                RETURNING fence, lease_until, generation, revision)
            SELECT renewed.*, clock_timestamp() AS now FROM mine LEFT JOIN renewed ON true""";

    private static final String GIVE_BACK = """
            UPDATE cluster_sync SET owner = NULL, lease_until = clock_timestamp()
             WHERE cluster_id = $1 AND fence = $2""";

    private final Pool pool;
    private final StoreConfig limits;
    private final DatabaseClock clock;
    private final ReconcileConfig writes;
    private final Set<String> announced = ConcurrentHashMap.newKeySet();

    public Leases(Pool pool, StoreConfig limits, DatabaseClock clock, ReconcileConfig writes) {
        this.pool = pool;
        this.limits = limits;
        this.clock = clock;
        this.writes = writes;
    }

    /**
     * A lease.
     *
     * @param fence to be named by every write
     * @param until database time
     * @param revision where Postgres is; less than what was written there before means that it has lost commits
     */
    record Lease(long fence, Instant until, Revision revision) {}

    /** The cluster is just being written, so its lease cannot be renewed now; it is still ours. */
    static final class Busy extends StoreException {
        Busy(String clusterId) {
            super(clusterId + " is being written");
        }
    }

    /** Takes the lease if it is free; empty if somebody else holds it. A cluster that was removed from the inventory is there again. */
    Uni<Optional<Lease>> take(String clusterId, String name, String owner, Duration length) {
        return take(clusterId, name, owner, length, Duration.ZERO);
    }

    /**
     * Takes the lease if it has been free for some time.
     *
     * @param patience how long others, who hold less, have had the chance to take it first
     */
    Uni<Optional<Lease>> take(String clusterId, String name, String owner, Duration length, Duration patience) {
        Uni<Optional<Lease>> take = bounded(pool.preparedQuery(TAKE)
                        .execute(Tuple.of(clusterId, name, owner, seconds(length), seconds(patience))))
                .chain(rows -> restored(clusterId, length, rows));
        return patience.isZero() ? take : announce(clusterId, name).chain(() -> take);
    }

    /**
     * What was removed is there again. That may take longer than a lease lasts, so it ends with a lease renewed. If it fails, the lease is
     * ours without our knowing: it is taken anew, and this is tried again.
     */
    private Uni<Optional<Lease>> restored(String clusterId, Duration length, RowSet<Row> taken) {
        Optional<Lease> lease = lease(taken);
        if (lease.isEmpty() || !taken.iterator().next().getBoolean("removed")) {
            return Uni.createFrom().item(lease);
        }
        long fence = lease.get().fence();
        return LongTransaction.within(pool, writes.longestWrite(), connection -> connection
                        .preparedQuery(RESTORE)
                        .execute(Tuple.of(clusterId, fence))
                        .invoke(rows ->
                                LOG.infof("cluster=%s is known again: %d VMs come back", clusterId, rows.rowCount()))
                        .chain(() ->
                                connection.preparedQuery(RENEW).execute(Tuple.of(clusterId, fence, seconds(length)))))
                .map(rows -> renewed(clusterId, rows));
    }

    /**
     * Takes the lease of a cluster that is to be removed; empty if somebody holds it, or knows it.
     *
     * @param worker who removes it; the lease's owner is another one than that of its loops
     * @param alive for how long a worker lives after it was last seen
     * @param grace how long nobody must have known the cluster
     */
    Uni<Optional<Lease>> takeToRemove(
            String clusterId, String worker, Duration length, Duration alive, Duration grace) {
        String owner = worker + "/removal";
        return query(TAKE_TO_REMOVE, Tuple.of(seconds(alive), clusterId, owner, seconds(length), seconds(grace)));
    }

    private Uni<Void> announce(String clusterId, String name) {
        return announced.contains(clusterId)
                ? Uni.createFrom().voidItem()
                : bounded(pool.preparedQuery(ANNOUNCE).execute(Tuple.of(clusterId, name)))
                        .invoke(() -> announced.add(clusterId))
                        .replaceWithVoid();
    }

    /**
     * Lengthens a lease that is still ours, even if it had run out meanwhile; empty if somebody else has taken it. Fails with {@link Busy}
     * if it cannot be lengthened now.
     */
    Uni<Optional<Lease>> renew(String clusterId, long fence, Duration length) {
        return bounded(pool.preparedQuery(RENEW).execute(Tuple.of(clusterId, fence, seconds(length))))
                .map(rows -> renewed(clusterId, rows));
    }

    private Optional<Lease> renewed(String clusterId, RowSet<Row> rows) {
        for (Row row : rows) {
            if (row.getValue("fence") == null) {
                throw new Busy(clusterId);
            }
        }
        return lease(rows);
    }

    /** Gives it back, so that another can take it at once. */
    Uni<Void> giveBack(String clusterId, long fence) {
        return bounded(pool.preparedQuery(GIVE_BACK).execute(Tuple.of(clusterId, fence)))
                .replaceWithVoid();
    }

    private Uni<Optional<Lease>> query(String sql, Tuple parameters) {
        return bounded(pool.preparedQuery(sql).execute(parameters)).map(this::lease);
    }

    private Optional<Lease> lease(RowSet<Row> rows) {
        for (Row row : rows) {
            clock.observe(row.getOffsetDateTime("now").toInstant());
            return Optional.of(new Lease(
                    row.getLong("fence"),
                    row.getOffsetDateTime("lease_until").toInstant(),
                    new Revision(row.getLong("generation"), row.getLong("revision"))));
        }
        return Optional.empty();
    }

    private Uni<RowSet<Row>> bounded(Uni<RowSet<Row>> call) {
        Duration limit = limits.postgresStatement();
        return call.ifNoItem()
                .after(limit)
                .failWith(() -> new StoreException("Postgres did not answer within " + limit.toMillis() + " ms"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
