package io.labkeeper.worker.poll;

import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.labkeeper.time.DatabaseClock;
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

/**
 * The right to write a cluster, one holder at a time, by the database's clock alone. Each taking has a new fence from a
 * sequence, so it grows even if the row was lost; all writes name the fence, and those of a former holder find no row.
 */
@ApplicationScoped
public class Leases {

    /**
     * The sequence is touched only when the lease is free, and has been for the caller's patience. A cluster that was taken out of the
     * inventory is there again with it.
     */
    private static final String TAKE = """
            INSERT INTO cluster_sync AS c (cluster_id, name, owner, lease_until, fence)
            SELECT $1, $2, $3, clock_timestamp() + make_interval(secs => $4), nextval('lease_fence')
             WHERE NOT EXISTS (SELECT FROM cluster_sync WHERE cluster_id = $1 AND owner IS DISTINCT FROM $3
                                      AND lease_until + make_interval(secs => $5) > clock_timestamp())
            ON CONFLICT (cluster_id) DO UPDATE SET name = excluded.name, owner = excluded.owner,
                   lease_until = clock_timestamp() + make_interval(secs => $4), fence = excluded.fence, removed_at = NULL
             WHERE c.lease_until IS NULL OR c.lease_until + make_interval(secs => $5) <= clock_timestamp()
                OR c.owner = excluded.owner
            RETURNING fence, lease_until, clock_timestamp() AS now""";

    /** A cluster that nobody has looked after yet: free as of now. Its fence, too, is later than all before: the row may have been lost. */
    private static final String ANNOUNCE = """
            INSERT INTO cluster_sync (cluster_id, name, lease_until, fence)
            SELECT $1, $2, clock_timestamp(), nextval('lease_fence')
             WHERE NOT EXISTS (SELECT FROM cluster_sync WHERE cluster_id = $1)
            ON CONFLICT (cluster_id) DO NOTHING""";

    /** One that was given back meanwhile has no owner, and is not to be held again by a statement that was late. */
    private static final String RENEW = """
            UPDATE cluster_sync SET lease_until = clock_timestamp() + make_interval(secs => $3)
             WHERE cluster_id = $1 AND fence = $2 AND owner IS NOT NULL
            RETURNING fence, lease_until, clock_timestamp() AS now""";

    private static final String GIVE_BACK = """
            UPDATE cluster_sync SET owner = NULL, lease_until = clock_timestamp()
             WHERE cluster_id = $1 AND fence = $2""";

    private final Pool pool;
    private final StoreConfig limits;
    private final DatabaseClock clock;
    private final Set<String> announced = ConcurrentHashMap.newKeySet();

    public Leases(Pool pool, StoreConfig limits, DatabaseClock clock) {
        this.pool = pool;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * A lease.
     *
     * @param fence to be named by every write
     * @param until database time
     */
    record Lease(long fence, Instant until) {}

    /** Takes the lease if it is free; empty if somebody else holds it. */
    Uni<Optional<Lease>> take(String clusterId, String name, String owner, Duration length) {
        return take(clusterId, name, owner, length, Duration.ZERO);
    }

    /**
     * Takes the lease if it has been free for some time.
     *
     * @param patience how long others, who hold less, have had the chance to take it first
     */
    Uni<Optional<Lease>> take(String clusterId, String name, String owner, Duration length, Duration patience) {
        Uni<Optional<Lease>> take = query(TAKE, Tuple.of(clusterId, name, owner, seconds(length), seconds(patience)));
        return patience.isZero() ? take : announce(clusterId, name).chain(() -> take);
    }

    private Uni<Void> announce(String clusterId, String name) {
        return announced.contains(clusterId)
                ? Uni.createFrom().voidItem()
                : bounded(pool.preparedQuery(ANNOUNCE).execute(Tuple.of(clusterId, name)))
                        .invoke(() -> announced.add(clusterId))
                        .replaceWithVoid();
    }

    /** Lengthens a lease that is still ours, even if it had run out meanwhile; empty if somebody else has taken it. */
    Uni<Optional<Lease>> renew(String clusterId, long fence, Duration length) {
        return query(RENEW, Tuple.of(clusterId, fence, seconds(length)));
    }

    /** Gives it back, so that another can take it at once. */
    Uni<Void> giveBack(String clusterId, long fence) {
        return bounded(pool.preparedQuery(GIVE_BACK).execute(Tuple.of(clusterId, fence)))
                .replaceWithVoid();
    }

    private Uni<Optional<Lease>> query(String sql, Tuple parameters) {
        return bounded(pool.preparedQuery(sql).execute(parameters)).map(rows -> {
            for (Row row : rows) {
                clock.observe(row.getOffsetDateTime("now").toInstant());
                return Optional.of(new Lease(
                        row.getLong("fence"),
                        row.getOffsetDateTime("lease_until").toInstant()));
            }
            return Optional.empty();
        });
    }

    private Uni<RowSet<Row>> bounded(Uni<RowSet<Row>> call) {
        return call.ifNoItem()
                .after(limits.postgresStatement())
                .failWith(() -> new StoreException("Postgres did not answer within "
                        + limits.postgresStatement().toMillis() + " ms"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
