package io.labkeeper.worker.poll;

import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.labkeeper.worker.reconcile.ClusterRemoval;
import io.labkeeper.worker.reconcile.Knowledge;
import io.labkeeper.worker.reconcile.RemovalConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Notices clusters that no worker knows any more, and has them taken out of the inventory once that has been so for the grace period.
 * That one worker's file lacks a cluster says nothing while another living one knows it, or does not tell, or is not sure of its file.
 * Any worker may do it; the lease sees to it that one does.
 */
@ApplicationScoped
class UnknownClusters {
    private static final Logger LOG = Logger.getLogger(UnknownClusters.class);

    /**
     * Marks those that nobody knows and nobody looks after, takes the mark from those that somebody knows again, and tells what is to be
     * done. Several workers do it at once: rows that another one has locked are left to it.
     */
    private static final String LOOK = """
            WITH seen AS (
                SELECT cluster_id, name, generation, revision, fence, unknown_since, removed_at,
                       coalesce(lease_until > clock_timestamp(), false) AS leased,\s""" + Knowledge.KNOWN + """
             AS known
                  FROM cluster_sync c),
            moved AS (
                SELECT c.cluster_id, seen.known FROM cluster_sync c JOIN seen USING (cluster_id)
                 WHERE c.removed_at IS NULL
                   AND CASE WHEN seen.known THEN c.unknown_since IS NOT NULL
                            ELSE c.unknown_since IS NULL AND NOT seen.leased END
                 ORDER BY c.cluster_id FOR NO KEY UPDATE OF c SKIP LOCKED),
            marked AS (
                UPDATE cluster_sync c SET unknown_since = CASE WHEN moved.known THEN NULL ELSE clock_timestamp() END
                  FROM moved WHERE c.cluster_id = moved.cluster_id)
            SELECT cluster_id, name, generation, revision, fence, removed_at IS NOT NULL AS removed,
                   coalesce(removed_at < clock_timestamp() - make_interval(secs => $3), false) AS old
              FROM seen
             WHERE NOT known AND NOT leased AND (removed_at IS NOT NULL
                OR unknown_since < clock_timestamp() - make_interval(secs => $2))
             ORDER BY cluster_id""";

    /** As if nobody had known it for some time already. */
    private static final String DROPPED = """
            UPDATE cluster_sync c SET unknown_since = clock_timestamp() - make_interval(secs => $3)
             WHERE cluster_id = $2 AND removed_at IS NULL AND NOT\s""" + Knowledge.KNOWN;

    /** After a failure, as while Redis is away, it is not tried again for so long. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Pool pool;
    private final StoreConfig limits;
    private final PollConfig poll;
    private final RemovalConfig config;
    private final Leases leases;
    private final ClusterRemoval removal;
    private final WorkerMetrics metrics;
    /** When each was last tried in vain; {@link System#nanoTime}. */
    private final Map<String, Long> failed = new ConcurrentHashMap<>();

    UnknownClusters(
            Pool pool,
            StoreConfig limits,
            PollConfig poll,
            RemovalConfig config,
            Leases leases,
            ClusterRemoval removal,
            WorkerMetrics metrics) {
        this.pool = pool;
        this.limits = limits;
        this.poll = poll;
        this.config = config;
        this.leases = leases;
        this.removal = removal;
        this.metrics = metrics;
    }

    /**
     * @param removed whether it was taken out before, and Redis is to be swept of it
     * @param old whether the rest of it is to be dropped as well
     */
    private record Unknown(ClusterHead head, boolean removed, boolean old) {
        String clusterId() {
            return head.clusterId();
        }
    }

    /**
     * To be called again and again, after this worker has told which clusters it knows, and not before the last call has ended.
     *
     * @param worker under whose id leases are taken
     * @return fails with {@link StoreException} if Postgres does not tell; one cluster's failure is logged, and tried again
     */
    Uni<Void> look(String worker) {
        return unknown().chain(all -> Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(one -> settle(worker, one))
                .onItem()
                .ignoreAsUni());
    }

    /**
     * The worker that looked after it has seen it taken out of the clusters file, and told so: it goes sooner, unless another one still
     * knows it.
     */
    Uni<Void> dropped(String clusterId) {
        Duration ahead = config.grace().minus(config.seenGrace());
        double before = ahead.isNegative() ? 0 : seconds(ahead);
        return bounded(DROPPED, Tuple.of(seconds(poll.workerAlive()), clusterId, before))
                .replaceWithVoid();
    }

    private Uni<RowSet<Row>> bounded(String sql, Tuple parameters) {
        return pool.preparedQuery(sql)
                .execute(parameters)
                .ifNoItem()
                .after(limits.postgresStatement())
                .failWith(() -> new StoreException("Postgres did not answer in time"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }

    private Uni<List<Unknown>> unknown() {
        Tuple times = Tuple.of(seconds(poll.workerAlive()), seconds(config.grace()), seconds(config.keep()));
        return bounded(LOOK, times).map(rows -> {
            List<Unknown> unknown = new ArrayList<>();
            for (Row row : rows) {
                unknown.add(new Unknown(head(row), row.getBoolean("removed"), row.getBoolean("old")));
            }
            return unknown;
        });
    }

    private static ClusterHead head(Row row) {
        Revision revision = new Revision(row.getLong("generation"), row.getLong("revision"));
        return new ClusterHead(
                row.getString("cluster_id"),
                row.getString("name"),
                revision,
                row.getLong("fence"),
                0,
                null,
                null,
                SyncStatus.NEVER);
    }

    private Uni<Void> settle(String worker, Unknown one) {
        Long at = failed.get(one.clusterId());
        if (at != null && System.nanoTime() - at < PAUSE.toNanos()) {
            return Uni.createFrom().voidItem();
        }
        failed.remove(one.clusterId());
        return (one.removed() ? cleanUp(one) : takeOut(worker, one.clusterId()))
                .onFailure()
                .invoke(failure -> {
                    failed.put(one.clusterId(), System.nanoTime());
                    LOG.warnf("cluster=%s not removed, or not all of it: %s", one.clusterId(), failure.getMessage());
                })
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> cleanUp(Unknown one) {
        return removal.sweep(one.head())
                .chain(() -> one.old()
                        ? removal.purge(one.clusterId())
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> takeOut(String worker, String clusterId) {
        return removal.possible(clusterId)
                .chain(() -> leases.takeToRemove(
                        clusterId, worker, poll.leaseDuration(), poll.workerAlive(), config.grace()))
                .chain(lease -> lease.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : takeOut(clusterId, lease.get().fence()));
    }

    /** If it is not out in the end, for whatever reason, the lease is free for those who look after it. */
    private Uni<Void> takeOut(String clusterId, long fence) {
        return removal.takeOut(clusterId, fence, poll.workerAlive())
                .onFailure()
                .call(() -> leases.giveBack(clusterId, fence).onFailure().recoverWithNull())
                .invoke(out -> {
                    if (out) {
                        metrics.clusterRemoved();
                    }
                })
                .chain(out -> out ? Uni.createFrom().voidItem() : leases.giveBack(clusterId, fence));
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
