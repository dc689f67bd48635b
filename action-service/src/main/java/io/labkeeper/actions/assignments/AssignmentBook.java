package io.labkeeper.actions.assignments;

import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.actions.audit.AuditTrail;
import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.database.Refusals;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.inventory.VmKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The tables of assignments, written in whole sets with SQL. Whatever changes raises the one revision in the same transaction. The
 * caller bounds the time.
 */
@ApplicationScoped
class AssignmentBook {

    /** What has come of a change. @param changed number of rows */
    record Written(int changed, long revision) {}

    /** So many rows in one statement of a large import: each answer shows in time that the database is there. */
    private static final int SLICE = 1_000;

    /** Somebody else may be faster each time; more often than this is not bad luck. */
    private static final int TRIES = 3;

    private static final String GIVE = """
            INSERT INTO vm_assignment AS a (username, cluster_id, vmid, birth)
            SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[])
            ON CONFLICT (cluster_id, vmid, username, class_id)
            DO UPDATE SET birth = EXCLUDED.birth WHERE a.birth IS DISTINCT FROM EXCLUDED.birth
            RETURNING username, cluster_id, vmid, birth""";

    private static final String TAKE = """
            DELETE FROM vm_assignment WHERE username = $1 AND cluster_id = $2 AND vmid = $3 AND class_id IS NULL
            RETURNING id""";

    private static final String RAISE = """
            UPDATE assignments_head SET revision = revision + CASE WHEN $1 THEN 1 ELSE 0 END RETURNING revision""";

    /** Nobody asked for it. */
    private static final String OURSELVES = "-";

    /**
     * Binds to the VMs that are there, and drops what was never bound before its VM was deleted: its number may become another VM's. $1 by
     * whom the trail says that it was dropped.
     */
    private static final String BIND = """
            WITH bound AS (
              UPDATE vm_assignment a SET birth = v.birth
                FROM vm_inventory v
               WHERE a.birth IS NULL AND v.birth IS NOT NULL AND v.deleted_at IS NULL
                 AND v.cluster_id = a.cluster_id AND v.vmid = a.vmid
              RETURNING a.id
            ), gone AS (
              DELETE FROM vm_assignment a USING vm_inventory v
               WHERE a.birth IS NULL AND v.deleted_at IS NOT NULL
                 AND v.cluster_id = a.cluster_id AND v.vmid = a.vmid
              RETURNING a.cluster_id, a.vmid, a.username, a.class_id
            ), trail AS (
              INSERT INTO audit (event, username, result, cluster_id, vmid, detail)
              SELECT 'unassigned', $1, 'done', cluster_id, vmid,
                     jsonb_build_object('for', username, 'class', class_id, 'changed', true, 'reason', 'vm_deleted')
                FROM gone
            )
            UPDATE assignments_head SET revision = revision + 1
             WHERE EXISTS (SELECT FROM bound) OR EXISTS (SELECT FROM gone)
            RETURNING revision""";

    private static final String OVERTAKE = """
            UPDATE assignments_head SET revision = $1 + 1 WHERE revision < $1 RETURNING revision""";

    private final Pool pool;
    private final AuditTrail trail;
    private final DatabasePulse pulse;

    AssignmentBook(Pool pool, AuditTrail trail, DatabasePulse pulse) {
        this.pool = pool;
        this.trail = trail;
        this.pulse = pulse;
    }

    /** Those of these numbers that exist, with their births. */
    Uni<Map<VmKey, String>> known(List<Integer> vmids) {
        String sql = "SELECT cluster_id, vmid, birth FROM vm_inventory WHERE vmid = ANY($1) AND deleted_at IS NULL";
        return pool.preparedQuery(sql)
                .execute(Tuple.of(vmids.toArray(Integer[]::new)))
                .map(rows -> {
                    Map<VmKey, String> known = new HashMap<>();
                    rows.forEach(row -> known.put(
                            new VmKey(row.getString("cluster_id"), row.getInteger("vmid")), row.getString("birth")));
                    return known;
                });
    }

    /**
     * @param refused lines for what was asked for at the same time in vain
     * @param deadline after which nothing may be committed any more
     */
    Uni<Written> give(List<Given> given, List<AuditLine> refused, Asker author, Deadline deadline) {
        return again(() -> pool.withTransaction(connection -> inSlices(given, some -> give(connection, some, author))
                .call(() -> inSlices(refused, some -> refused(connection, some, author)))
                .chain(changed -> raised(connection, changed))
                .call(deadline::stillInTime)));
    }

    /** @return how many rows have changed in all */
    private static <T> Uni<Integer> inSlices(List<T> all, Function<List<T>, Uni<Integer>> write) {
        return Multi.createFrom()
                .iterable(slices(all))
                .onItem()
                .transformToUniAndConcatenate(write::apply)
                .collect()
                .with(Collectors.summingInt(changed -> changed));
    }

    private static <T> List<List<T>> slices(List<T> all) {
        List<List<T>> slices = new ArrayList<>();
        for (int from = 0; from < all.size(); from += SLICE) {
            slices.add(all.subList(from, Math.min(from + SLICE, all.size())));
        }
        return slices;
    }

    private Uni<Integer> give(SqlConnection connection, List<Given> given, Asker author) {
        Tuple rows = Tuple.of(
                given.stream().map(Given::username).toArray(String[]::new),
                given.stream().map(g -> g.vm().clusterId()).toArray(String[]::new),
                given.stream().map(g -> g.vm().vmid()).toArray(Integer[]::new),
                given.stream().map(Given::birth).toArray(String[]::new));
        return pulse.listening(connection.preparedQuery(GIVE).execute(rows))
                .map(AssignmentBook::changed)
                .call(changed -> trail.write(connection, author, AssignmentTrail.given(given, changed)))
                .map(Set::size);
    }

    private Uni<Integer> refused(SqlConnection connection, List<AuditLine> refused, Asker author) {
        return trail.write(connection, author, refused).replaceWith(0);
    }

    private static Set<Given> changed(RowSet<Row> rows) {
        Set<Given> changed = new HashSet<>();
        rows.forEach(row -> changed.add(new Given(
                row.getString("username"),
                new VmKey(row.getString("cluster_id"), row.getInteger("vmid")),
                row.getString("birth"))));
        return changed;
    }

    /** Writes down that somebody was to be given a VM that there is not. */
    Uni<Void> notGiven(String username, VmKey vm, Asker author) {
        return trail.write(author, AssignmentTrail.unknown(username, vm));
    }

    /** @param deadline after which nothing may be committed any more */
    Uni<Written> take(String username, VmKey vm, Asker author, Deadline deadline) {
        return again(() -> pool.withTransaction(connection -> connection
                .preparedQuery(TAKE)
                .execute(Tuple.of(username, vm.clusterId(), vm.vmid()))
                .map(RowSet::size)
                .call(taken -> trail.write(connection, author, List.of(AssignmentTrail.taken(username, vm, taken > 0))))
                .chain(taken -> raised(connection, taken))
                .call(deadline::stillInTime)));
    }

    /** Binding births changes many rows at once; whoever waited crosswise with that was rolled back. */
    private static <T> Uni<T> again(Supplier<Uni<T>> change) {
        return Uni.createFrom()
                .deferred(change::get)
                .onFailure(Refusals::outrun)
                .retry()
                .atMost(TRIES);
    }

    /** The revision, last: whoever changes assignments waits for it. */
    private static Uni<Written> raised(SqlConnection connection, int changed) {
        return connection
                .preparedQuery(RAISE)
                .execute(Tuple.of(changed > 0))
                .map(rows -> new Written(changed, rows.iterator().next().getLong("revision")));
    }

    /**
     * Binds assignments to the VMs that were seen since, and drops those whose VM has gone unseen.
     *
     * @return the new revision, empty if there was nothing to do
     */
    Uni<Optional<Long>> bindBirths() {
        return pool.preparedQuery(BIND).execute(Tuple.of(OURSELVES)).map(AssignmentBook::revision);
    }

    /** Raises a revision that a fail-over has turned back above the one that readers have seen already. */
    Uni<Optional<Long>> overtake(long seen) {
        return pool.preparedQuery(OVERTAKE).execute(Tuple.of(seen)).map(AssignmentBook::revision);
    }

    private static Optional<Long> revision(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(rows.iterator().next().getLong("revision"));
    }
}
