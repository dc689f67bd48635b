package io.labkeeper.worker.poll;

import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.labkeeper.worker.reconcile.ClusterRemoval;
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

    /** Marks those that nobody knows and nobody looks after, takes the mark from those that somebody knows again, and tells what is to be done. */
    private static final String LOOK = """
            WITH seen AS (
                SELECT cluster_id, name, unknown_since, removed_at,
                       coalesce(owner IS NOT NULL AND lease_until > clock_timestamp(), false) AS leased,
                       EXISTS (SELECT FROM worker w WHERE w.seen_at > clock_timestamp() - make_interval(secs => $1)
                                  AND (w.unsure OR w.clusters IS NULL OR c.cluster_id = ANY (w.clusters))) AS known
                  FROM cluster_sync c),
            marked AS (
                UPDATE cluster_sync c SET unknown_since = CASE WHEN seen.known THEN NULL ELSE clock_timestamp() END
                  FROM seen WHERE c.cluster_id = seen.cluster_id AND seen.removed_at IS NULL
                   AND CASE WHEN seen.known THEN seen.unknown_since IS NOT NULL
                            ELSE seen.unknown_since IS NULL AND NOT seen.leased END)
            SELECT cluster_id, name, removed_at IS NOT NULL AS removed FROM seen
             WHERE NOT known AND (removed_at < clock_timestamp() - make_interval(secs => $3)
                OR removed_at IS NULL AND unknown_since < clock_timestamp() - make_interval(secs => $2))
             ORDER BY cluster_id""";

    /** As if nobody had known it for some time already. */
    private static final String DROPPED = """
            UPDATE cluster_sync SET unknown_since = clock_timestamp() - make_interval(secs => $2)
             WHERE cluster_id = $1 AND removed_at IS NULL""";

    /** After a failure, as while Redis is away, it is not tried again for so long. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Pool pool;
    private final StoreConfig limits;
    private final PollConfig poll;
    private final RemovalConfig config;
    private final Leases leases;
    private final ClusterRemoval removal;
    /** When each was last tried in vain; {@link System#nanoTime}. */
    private final Map<String, Long> failed = new ConcurrentHashMap<>();

    UnknownClusters(
            Pool pool,
            StoreConfig limits,
            PollConfig poll,
            RemovalConfig config,
            Leases leases,
            ClusterRemoval removal) {
        this.pool = pool;
        this.limits = limits;
        this.poll = poll;
        this.config = config;
        this.leases = leases;
        this.removal = removal;
    }

    /** @param removed whether it was taken out before, and the rest of it is to be dropped */
    private record Unknown(String clusterId, String name, boolean removed) {}

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
        double seconds = ahead.isNegative() ? 0 : ahead.toMillis() / 1000.0;
        return bounded(DROPPED, Tuple.of(clusterId, seconds)).replaceWithVoid();
    }

    private Uni<RowSet<Row>> bounded(String sql, Tuple parameters) {
        return pool.preparedQuery(sql)
                .execute(parameters)
                .ifNoItem()
                .after(limits.postgresStatement())
                .failWith(() -> new StoreException("Postgres did not answer in time"));
    }

    private Uni<List<Unknown>> unknown() {
        Tuple times = Tuple.of(
                poll.workerAlive().toMillis() / 1000.0,
                config.grace().toMillis() / 1000.0,
                config.keep().toMillis() / 1000.0);
        return bounded(LOOK, times).map(rows -> {
            List<Unknown> unknown = new ArrayList<>();
            for (Row row : rows) {
                unknown.add(new Unknown(row.getString("cluster_id"), row.getString("name"), row.getBoolean("removed")));
            }
            return unknown;
        });
    }

    private Uni<Void> settle(String worker, Unknown one) {
        Long at = failed.get(one.clusterId());
        if (at != null && System.nanoTime() - at < PAUSE.toNanos()) {
            return Uni.createFrom().voidItem();
        }
        failed.remove(one.clusterId());
        return (one.removed() ? removal.purge(one.clusterId()) : takeOut(worker, one))
                .onFailure()
                .invoke(failure -> {
                    failed.put(one.clusterId(), System.nanoTime());
                    LOG.warnf("cluster=%s not removed: %s", one.clusterId(), failure.getMessage());
                })
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> takeOut(String worker, Unknown one) {
        return leases.take(one.clusterId(), one.name(), worker, poll.leaseDuration())
                .chain(lease -> lease.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : takeOut(one.clusterId(), lease.get().fence()));
    }

    private Uni<Void> takeOut(String clusterId, long fence) {
        return removal.takeOut(clusterId, fence)
                .chain(out -> out ? Uni.createFrom().voidItem() : leases.giveBack(clusterId, fence));
    }
}
