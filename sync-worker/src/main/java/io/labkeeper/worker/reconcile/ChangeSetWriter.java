package io.labkeeper.worker.reconcile;

import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.store.StoreException;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.reconcile.WriteCheckpoints.Checkpoint;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Writes to Postgres under a lease's fence. A change set is one short transaction with the same few statements whatever its
 * size; nothing is written if the lease has moved, or if the revision is not the one that the change set was made for.
 */
@ApplicationScoped
public class ChangeSetWriter {

    /**
     * FOR NO KEY UPDATE: FOR SHARE deadlocks with a second writer of the same holder, FOR KEY SHARE lets one through. What Postgres
     * allows our role for a statement is meant for small ones. A process that freezes with the row would keep it from all others: Postgres
     * ends its session after five seconds without a statement.
     */
    private static final String HOLD = """
            SELECT generation, revision, set_config('statement_timeout', $3, true),
                   set_config('idle_in_transaction_session_timeout', '5s', true)
              FROM cluster_sync WHERE cluster_id = $1 AND fence = $2 FOR NO KEY UPDATE""";

    /**
     * The columns are taken from the record itself: what is sent is sent once, and read once ({@code OFFSET 0}: else the planner would
     * read it anew for each column).
     */
    private static final String UPSERT = """
            INSERT INTO vm_inventory AS v (cluster_id, vmid, name, node, status, type, category, ip, mac, memory_mb, cores,
                   disk_size, is_template, tags, rdp_available, ssh_available, sync_error, last_updated, revision, birth,
                   observed_at, observed_source, confirmed_action, deleted_at, body)
            SELECT $1, vm.vmid, vm.name, vm.node, vm.status, vm.type, vm.category, vm.ip, vm.mac, vm.memory, vm.cores,
                   vm.disk_size, vm.is_template, vm.tags, vm.rdp_available, vm.ssh_available, vm.sync_error ->> 'message',
                   vm.last_updated, (sent.body ->> 'revision')::bigint, internal.birth, internal.observed_at,
                   internal.observed_source, internal.confirmed_action, NULL, sent.body
              FROM (SELECT record::jsonb AS body FROM unnest($2::text[]) AS records (record) OFFSET 0) AS sent,
                   jsonb_to_record(sent.body -> 'vm') AS vm (vmid integer, name text, node text, status text, type text,
                   category text, ip text, mac text, memory bigint, cores integer, disk_size bigint, is_template boolean,
                   tags text[], rdp_available boolean, ssh_available boolean, sync_error jsonb, last_updated timestamptz),
                   jsonb_to_record(sent.body -> 'internal') AS internal (birth text, observed_at timestamptz,
                   observed_source text, confirmed_action uuid)
            ON CONFLICT (cluster_id, vmid) DO UPDATE SET name = excluded.name, node = excluded.node,
                   status = excluded.status, type = excluded.type, category = excluded.category, ip = excluded.ip,
                   mac = excluded.mac, memory_mb = excluded.memory_mb, cores = excluded.cores,
                   disk_size = excluded.disk_size, is_template = excluded.is_template, tags = excluded.tags,
                   rdp_available = excluded.rdp_available, ssh_available = excluded.ssh_available,
                   sync_error = excluded.sync_error, last_updated = excluded.last_updated, revision = excluded.revision,
                   birth = excluded.birth, observed_at = excluded.observed_at,
                   observed_source = excluded.observed_source, confirmed_action = excluded.confirmed_action,
                   deleted_at = NULL, body = excluded.body
             WHERE v.deleted_at IS NOT NULL OR v.body - 'revision' IS DISTINCT FROM excluded.body - 'revision'""";

    private static final String REMOVE = """
            UPDATE vm_inventory SET deleted_at = clock_timestamp(), revision = $3
             WHERE cluster_id = $1 AND vmid = ANY ($2) AND deleted_at IS NULL""";

    /** NOT IN, and not NOT EXISTS: it is always hashed, however few rows the planner expects of the JSON. None of it is null. */
    private static final String FORGET_ADDRESSES = """
            DELETE FROM vm_address WHERE cluster_id = $1 AND vmid = ANY ($2) AND (vmid, mac, ip) NOT IN (
                   SELECT vmid, mac, ip FROM jsonb_to_recordset($3::text::jsonb) AS r (vmid integer, mac text, ip text))""";

    /** Where several sources name the same address, the first one's is kept; what is there already is not written again. */
    private static final String ADDRESSES = """
            INSERT INTO vm_address AS a (cluster_id, vmid, mac, ip, source, seen_at, expires_at)
            SELECT DISTINCT ON (vmid, mac, ip) $1, vmid, mac, ip, source, seen_at, seen_at + make_interval(secs => $3)
              FROM ROWS FROM (jsonb_to_recordset($2::text::jsonb)
                              AS (vmid integer, mac text, ip text, source text, seen_at timestamptz))
                   WITH ORDINALITY AS r (vmid, mac, ip, source, seen_at, place)
             ORDER BY vmid, mac, ip, place
            ON CONFLICT (cluster_id, vmid, mac, ip) DO UPDATE
               SET source = excluded.source, seen_at = excluded.seen_at, expires_at = excluded.expires_at
             WHERE (a.source, a.seen_at, a.expires_at)
                   IS DISTINCT FROM (excluded.source, excluded.seen_at, excluded.expires_at)""";

    /**
     * While the row is held, the lease cannot be renewed: it may have run out, and whoever waits for the row would take it as soon as this
     * is committed. One that was given back stays so.
     */
    private static final String RAISE = """
            UPDATE cluster_sync SET revision = $3, lease_until = CASE WHEN owner IS NULL THEN lease_until
                   ELSE greatest(lease_until, clock_timestamp() + make_interval(secs => $4)) END
             WHERE cluster_id = $1 AND fence = $2""";

    private static final String DESCRIBE = """
            WITH mine AS (
                UPDATE cluster_sync SET metrics_seq = $3, sync = $4::text::jsonb, last_full_at = $5, last_quick_at = $6,
                       next_full_at = $7, next_quick_at = $8, consecutive_errors = $9, last_error = $10
                 WHERE cluster_id = $1 AND fence = $2 RETURNING cluster_id),
            written AS (
                INSERT INTO cluster_metrics AS m (cluster_id, seq, at, body)
                SELECT cluster_id, $3, $11, $12::text::jsonb FROM mine WHERE $12::text IS NOT NULL
                ON CONFLICT (cluster_id) DO UPDATE SET seq = excluded.seq, at = excluded.at, body = excluded.body)
            SELECT count(*) AS held FROM mine""";

    /** The oldest first. Looked at once more: whoever has come back meanwhile stays. */
    private static final String PURGE = """
            WITH due AS (
                SELECT old.cluster_id, old.vmid, old.deleted_at
                  FROM vm_inventory old JOIN cluster_sync c ON c.cluster_id = old.cluster_id AND c.fence = $2
                 WHERE old.cluster_id = $1 AND old.deleted_at < clock_timestamp() - make_interval(secs => $3)
                 ORDER BY old.deleted_at LIMIT $4)
            DELETE FROM vm_inventory v USING due
             WHERE v.cluster_id = due.cluster_id AND v.vmid = due.vmid AND v.deleted_at = due.deleted_at""";

    /** Makes a transaction be rolled back. */
    private static final class TakenBack extends RuntimeException {
        TakenBack() {
            super("only tried", null, false, false);
        }
    }

    private final Pool pool;
    private final ReconcileConfig config;
    private final AddressConfig addresses;
    private final WriteCheckpoints checkpoints;

    ChangeSetWriter(Pool pool, ReconcileConfig config, AddressConfig addresses, WriteCheckpoints checkpoints) {
        this.pool = pool;
        this.config = config;
        this.addresses = addresses;
        this.checkpoints = checkpoints;
    }

    /**
     * Writes a change set as the revision after that of the head.
     *
     * <p>What is to be written is encoded on the caller's thread, which for thousands of VMs is to be no event loop.
     *
     * @param set records that carry the new revision already
     * @return fails with {@link LeaseLostException} if the fence is not ours any more, with {@link StoreException} if it was
     *     not written or its fate is not known
     */
    Uni<Void> write(ClusterHead head, ChangeSet set) {
        Rows rows = Rows.of(set);
        Duration limit = limit(set);
        return bounded(
                limit,
                passed(Checkpoint.ENCODED, head)
                        .chain(() -> pool.withTransaction(connection -> hold(connection, head, limit)
                                .chain(() -> passed(Checkpoint.HELD, head))
                                .chain(() -> fill(connection, head, rows))
                                .chain(() -> raise(connection, head))
                                .chain(() -> passed(Checkpoint.WRITTEN, head))))
                        .chain(() -> passed(Checkpoint.COMMITTED, head)));
    }

    /** Writes it and takes it back, whatever comes of it: fails as {@link #write} would, and is seen by nobody. */
    Uni<Void> attempt(ClusterHead head, ChangeSet set) {
        Rows rows = Rows.of(set);
        Duration limit = limit(set);
        return bounded(
                limit,
                pool.<Void>withTransaction(connection -> hold(connection, head, limit)
                                .chain(() -> fill(connection, head, rows))
                                .chain(() -> Uni.createFrom().failure(new TakenBack())))
                        .onFailure(TakenBack.class)
                        .recoverWithItem((Void) null));
    }

    private Uni<Void> passed(Checkpoint checkpoint, ClusterHead head) {
        return checkpoints.passed(checkpoint, head.clusterId());
    }

    private Uni<Void> fill(SqlConnection connection, ClusterHead head, Rows rows) {
        return upsert(connection, head, rows).chain(() -> addresses(connection, head, rows));
    }

    private Uni<Void> raise(SqlConnection connection, ClusterHead head) {
        double lease = config.leaseAfterWrite().toMillis() / 1000.0;
        return run(
                connection,
                RAISE,
                Tuple.of(head.clusterId(), head.fence(), head.revision().number() + 1, lease));
    }

    /** Writes what moves without a revision; {@code metrics} may be null. */
    Uni<Void> describe(ClusterHead head, ClusterMetrics metrics) {
        SyncStatus sync = head.sync();
        Tuple parameters = Tuple.tuple()
                .addString(head.clusterId())
                .addLong(head.fence())
                .addLong(head.metricsSeq())
                .addString(InventoryJson.write(sync))
                .addValue(time(sync.lastFullAt()))
                .addValue(time(sync.lastQuickAt()))
                .addValue(time(sync.nextFullAt()))
                .addValue(time(sync.nextQuickAt()))
                .addInteger(sync.consecutiveErrors())
                .addString(sync.error() == null ? null : sync.error().code())
                .addValue(metrics == null ? null : time(metrics.at()))
                .addString(metrics == null ? null : InventoryJson.write(metrics));
        return bounded(config.writeLimit(), pool.preparedQuery(DESCRIBE).execute(parameters))
                .invoke(rows -> {
                    if (rows.iterator().next().getLong("held") == 0) {
                        throw new LeaseLostException(head.clusterId());
                    }
                })
                .replaceWithVoid();
    }

    /** Drops a batch of the rows of VMs that are gone for longer than they are kept. */
    Uni<Void> purge(ClusterHead head) {
        Tuple parameters = Tuple.of(
                head.clusterId(), head.fence(), (double) config.keepDeleted().toSeconds(), config.purgeBatch());
        return bounded(config.writeLimit(), pool.preparedQuery(PURGE).execute(parameters))
                .replaceWithVoid();
    }

    private Duration limit(ChangeSet set) {
        Duration wanted = config.writeLimit().plus(config.writeLimitPerVm().multipliedBy(set.size()));
        return wanted.compareTo(longest()) < 0 ? wanted : longest();
    }

    /** For a statement that touches every VM of a cluster. */
    Duration longest() {
        return config.longestWrite();
    }

    private static Uni<Void> hold(SqlConnection connection, ClusterHead head, Duration limit) {
        return connection
                .preparedQuery(HOLD)
                .execute(Tuple.of(head.clusterId(), head.fence(), limit.toMillis() + "ms"))
                .invoke(rows -> check(rows, head))
                .replaceWithVoid();
    }

    private static void check(RowSet<Row> rows, ClusterHead head) {
        if (!rows.iterator().hasNext()) {
            throw new LeaseLostException(head.clusterId());
        }
        Row row = rows.iterator().next();
        if (row.getLong("generation") != head.revision().generation()
                || row.getLong("revision") != head.revision().number()) {
            throw new OutdatedException(head);
        }
    }

    private static Uni<Void> upsert(SqlConnection connection, ClusterHead head, Rows rows) {
        return run(connection, UPSERT, Tuple.of(head.clusterId(), rows.vms()))
                .chain(() -> run(
                        connection,
                        REMOVE,
                        Tuple.of(head.clusterId(), rows.gone(), head.revision().number() + 1)));
    }

    private Uni<Void> addresses(SqlConnection connection, ClusterHead head, Rows rows) {
        Tuple all = Tuple.of(head.clusterId(), rows.touched(), rows.addresses());
        Tuple fresh = Tuple.of(
                head.clusterId(), rows.addresses(), (double) addresses.ttl().toSeconds());
        return run(connection, FORGET_ADDRESSES, all).chain(() -> run(connection, ADDRESSES, fresh));
    }

    private static Uni<Void> run(SqlConnection connection, String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters).replaceWithVoid();
    }

    private static <T> Uni<T> bounded(Duration limit, Uni<T> call) {
        return call.ifNoItem()
                .after(limit)
                .failWith(() -> new StoreException("Postgres did not answer within " + limit.toMillis() + " ms"))
                .onFailure(failure -> !(failure instanceof StoreException) && !(failure instanceof LeaseLostException))
                .transform(UnstorableException::of);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
