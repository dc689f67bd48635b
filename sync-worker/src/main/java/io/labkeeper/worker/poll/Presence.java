package io.labkeeper.worker.poll;

import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which workers live, from the table {@code worker} (one that holds nothing lives too), which clusters they know, and which leases
 * they hold. By the database's clock alone.
 */
@ApplicationScoped
class Presence {

    /** Tells that we live, forgets those that have not been seen for an hour, and looks at all, in one statement. */
    private static final String LOOK = """
            WITH beat AS (INSERT INTO worker (id, seen_at, clusters, unsure) VALUES ($1, clock_timestamp(), $2, $4)
                          ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, clusters = excluded.clusters,
                                 unsure = excluded.unsure),
                 gone AS (DELETE FROM worker WHERE id IN (
                              SELECT id FROM worker WHERE seen_at < clock_timestamp() - interval '1 hour'
                                 FOR UPDATE SKIP LOCKED))
            SELECT id, clusters, ARRAY(SELECT cluster_id FROM cluster_sync
                                        WHERE lease_until > clock_timestamp() AND owner = id) AS held
              FROM (SELECT $1::text AS id, $2::text[] AS clusters
                    UNION ALL
                    SELECT id, clusters FROM worker
                     WHERE seen_at > clock_timestamp() - make_interval(secs => $3) AND id <> $1) AS living""";

    private static final String LEAVE = "DELETE FROM worker WHERE id = $1";

    private final Pool pool;
    private final StoreConfig limits;
    private final PollConfig config;

    Presence(Pool pool, StoreConfig limits, PollConfig config) {
        this.pool = pool;
        this.limits = limits;
        this.config = config;
    }

    /**
     * @param self this worker; told to the others
     * @param clusters those that this worker could look after; told to the others
     * @param unsure whether they may not be those that are wanted, since the clusters file is refused as it lies there
     */
    Uni<FairShare> look(String self, Collection<String> clusters, boolean unsure) {
        double alive = config.workerAlive().toMillis() / 1000.0;
        Tuple told = Tuple.of(self, clusters.toArray(String[]::new), alive, unsure);
        return bounded(pool.preparedQuery(LOOK).execute(told)).map(rows -> {
            Map<String, FairShare.Member> living = new HashMap<>();
            for (Row row : rows) {
                living.put(row.getString("id"), member(row));
            }
            return new FairShare(self, Map.copyOf(living));
        });
    }

    private static FairShare.Member member(Row row) {
        String[] knows = row.getArrayOfStrings("clusters");
        return new FairShare.Member(
                knows == null ? null : Set.copyOf(List.of(knows)), Set.copyOf(List.of(row.getArrayOfStrings("held"))));
    }

    /** This worker ends; the others need not wait until it has not been seen for some time. */
    Uni<Void> leave(String self) {
        return bounded(pool.preparedQuery(LEAVE).execute(Tuple.of(self))).replaceWithVoid();
    }

    private Uni<RowSet<Row>> bounded(Uni<RowSet<Row>> call) {
        return call.ifNoItem()
                .after(limits.postgresStatement())
                .failWith(() -> new StoreException("Postgres did not answer in time"));
    }
}
