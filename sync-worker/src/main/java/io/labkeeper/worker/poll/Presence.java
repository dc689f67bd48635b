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
import java.util.Map;

/**
 * Which workers live, from the table {@code worker} (one that holds nothing lives too), and how many leases they hold. By the
 * database's clock alone.
 */
@ApplicationScoped
class Presence {

    /** Tells that we live, forgets those that have not been seen for an hour, and looks at all, in one statement. */
    private static final String LOOK = """
            WITH beat AS (INSERT INTO worker (id, seen_at) VALUES ($1, clock_timestamp())
                          ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at),
                 gone AS (DELETE FROM worker WHERE id IN (
                              SELECT id FROM worker WHERE seen_at < clock_timestamp() - interval '1 hour'
                                 FOR UPDATE SKIP LOCKED)),
                 leased AS (SELECT owner FROM cluster_sync
                             WHERE lease_until > clock_timestamp() AND owner IS NOT NULL AND cluster_id = ANY ($2))
            SELECT id, (SELECT count(*) FROM leased WHERE owner = id)::int AS held
              FROM (SELECT $1::text AS id
                    UNION
                    SELECT id FROM worker WHERE seen_at > clock_timestamp() - make_interval(secs => $3)) AS living""";

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
     * @param clusters those that this worker could look after
     */
    Uni<FairShare> look(String self, Collection<String> clusters) {
        double alive = config.workerAlive().toMillis() / 1000.0;
        return bounded(pool.preparedQuery(LOOK).execute(Tuple.of(self, clusters.toArray(String[]::new), alive)))
                .map(rows -> {
                    Map<String, Integer> held = new HashMap<>();
                    for (Row row : rows) {
                        held.put(row.getString("id"), row.getInteger("held"));
                    }
                    return new FairShare(self, Map.copyOf(held), clusters.size());
                });
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
