package io.labkeeper.inventory.postgres;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.ownership.Assignments;
import io.labkeeper.store.Aside;
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
import java.util.List;
import java.util.Map;

/**
 * The inventory in Postgres, as readers need it; the truth when Redis is away. Each method is one statement, so what it
 * returns belongs to one moment, and ends within its limit. Fails with {@link StoreException} only.
 */
@ApplicationScoped
public class PostgresInventory {

    private static final String HEADS = """
            SELECT c.*, clock_timestamp() AS now FROM cluster_sync c ORDER BY cluster_id""";

    private static final String LOAD = """
            SELECT c.*, clock_timestamp() AS now,
                   (SELECT m.body::text FROM cluster_metrics m WHERE m.cluster_id = c.cluster_id) AS metrics,
                   (SELECT coalesce(array_agg(v.body::text), '{}') FROM vm_inventory v
                     WHERE v.cluster_id = c.cluster_id AND v.deleted_at IS NULL) AS vms
              FROM cluster_sync c WHERE cluster_id = $1""";

    private static final String RECENT_ACTIONS = """
            SELECT clock_timestamp() AS now, a.* FROM (SELECT 1) one LEFT JOIN (
                SELECT id, cluster_id, vmid, kind, state, version, outcome, coalesce(finished_at, updated_at) AS at
                  FROM action
                 WHERE state IN ('accepted', 'claimed', 'submitting', 'submitted')
                    OR finished_at > clock_timestamp() - make_interval(secs => $1)) a ON true""";

    private static final String ASSIGNMENTS = """
            SELECT (SELECT revision FROM assignments_head) AS revision,
                   coalesce((SELECT json_agg(json_build_object('cluster_id', cluster_id, 'vmid', vmid,
                                'username', username, 'class_id', class_id, 'birth', birth)
                                ORDER BY cluster_id, vmid, username, class_id)
                      FROM vm_assignment), '[]')::text AS assignments,
                   coalesce((SELECT json_agg(json_build_object('id', c.id, 'name', c.name,
                       'teachers', (SELECT coalesce(json_agg(username ORDER BY username), '[]') FROM class_member m
                                     WHERE m.class_id = c.id AND m.role = 'teacher'),
                       'members', (SELECT coalesce(json_agg(username ORDER BY username), '[]') FROM class_member m
                                     WHERE m.class_id = c.id AND m.role = 'member')) ORDER BY c.id)
                      FROM lab_class c), '[]')::text AS classes""";

    private final Pool pool;
    private final StoreConfig limits;
    private final DatabaseClock clock;

    public PostgresInventory(Pool pool, StoreConfig limits, DatabaseClock clock) {
        this.pool = pool;
        this.limits = limits;
        this.clock = clock;
    }

    /** The heads of all clusters, in order of their ids. Also sets the {@link DatabaseClock}. */
    public Uni<Map<String, ClusterHead>> heads() {
        return query(HEADS, Tuple.tuple(), limits.postgresStatement()).map(rows -> {
            observe(rows);
            return Rows.heads(rows);
        });
    }

    /** A whole cluster, null if there is no such cluster, or not any more. Comes on a thread that may be held up. */
    public Uni<ClusterInventory> load(String clusterId) {
        return query(LOAD, Tuple.of(clusterId), limits.postgresLoad())
                // At once: the clock must not go wrong by the time that it takes to get to another thread.
                .invoke(this::observe)
                .emitOn(Aside.WORKERS)
                .map(rows -> {
                    Row row = rows.iterator().hasNext() ? rows.iterator().next() : null;
                    return row == null || Rows.removed(row) ? null : Rows.inventory(row);
                })
                .onFailure(InventoryJson.UnreadableValue.class)
                .transform(PostgresInventory::undecodable);
    }

    /** The metrics alone, null if there are none. They come on a thread that may be held up. */
    public Uni<ClusterMetrics> metrics(String clusterId) {
        String sql = "SELECT body::text AS metrics FROM cluster_metrics WHERE cluster_id = $1";
        return query(sql, Tuple.of(clusterId), limits.postgresStatement())
                .emitOn(Aside.WORKERS)
                .map(rows ->
                        rows.iterator().hasNext() ? Rows.metrics(rows.iterator().next()) : null)
                .onFailure(InventoryJson.UnreadableValue.class)
                .transform(PostgresInventory::undecodable);
    }

    /** All open actions, and those that ended within {@link ActionNotice#OVERLAY_LIMIT}. Also sets the {@link DatabaseClock}. */
    public Uni<List<ActionNotice>> recentActions() {
        Tuple since = Tuple.of((double) ActionNotice.OVERLAY_LIMIT.toSeconds());
        return query(RECENT_ACTIONS, since, limits.postgresStatement()).map(rows -> {
            observe(rows);
            return Rows.notices(rows);
        });
    }

    /** All assignments and classes: as much as a cluster's load and more, so it has that time. Comes on a thread that may be held up. */
    public Uni<Assignments> assignments() {
        return query(ASSIGNMENTS, Tuple.tuple(), limits.postgresLoad())
                .emitOn(Aside.WORKERS)
                .map(rows -> Rows.assignments(rows.iterator().next()))
                .onFailure(InventoryJson.UnreadableValue.class)
                .transform(PostgresInventory::undecodable);
    }

    /** The revision of the assignments alone, to be asked often. */
    public Uni<Long> assignmentsRevision() {
        return query("SELECT revision FROM assignments_head", Tuple.tuple(), limits.postgresStatement())
                .map(rows -> rows.iterator().next().getLong("revision"));
    }

    private void observe(RowSet<Row> rows) {
        for (Row row : rows) {
            clock.observe(row.getOffsetDateTime("now").toInstant());
            return;
        }
    }

    private static StoreException undecodable(Throwable failure) {
        return new StoreException("Postgres holds what cannot be decoded: " + failure.getMessage(), failure);
    }

    private Uni<RowSet<Row>> query(String sql, Tuple parameters, Duration limit) {
        return pool.preparedQuery(sql)
                .execute(parameters)
                .ifNoItem()
                .after(limit)
                .failWith(() -> new StoreException("Postgres did not answer within " + limit.toMillis() + " ms"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }
}
