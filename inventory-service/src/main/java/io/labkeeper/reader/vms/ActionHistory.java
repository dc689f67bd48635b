package io.labkeeper.reader.vms;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.store.Bulkhead;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last actions of a VM, from Postgres: the one thing that a read does not find in memory, so it has a short limit. */
@ApplicationScoped
class ActionHistory {
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final String LAST = """
            SELECT id, batch_id, cluster_id, vmid, kind, state, changed, requested_by, requested_at, started_at, finished_at,
                   error_code, error_message, error_detail
              FROM action WHERE cluster_id = $1 AND vmid = $2 AND (birth IS NULL OR birth = $3) ORDER BY id DESC LIMIT 10""";

    /** Questions at once: the view's own, on the same connections, must not stand behind a crowd of these. */
    private static final int AT_ONCE = 3;

    /** Of those that come meanwhile, a whole class at the same moment waits for its turn. */
    private static final int WAITING = 50;

    private final Pool pool;
    private final Bulkhead bulkhead = new Bulkhead("Postgres", AT_ONCE, WAITING, LIMIT);

    ActionHistory(Pool pool) {
        this.pool = pool;
    }

    /**
     * The newest first. Fails at once while Postgres is away, or while more than {@value #WAITING} others wait for theirs.
     *
     * @param admin whether Proxmox's own words may be shown
     */
    Uni<List<Map<String, Object>>> lastOf(VmRecord vm, boolean admin) {
        return bulkhead.ask(() -> ask(vm, admin));
    }

    private Uni<List<Map<String, Object>>> ask(VmRecord vm, boolean admin) {
        return pool.preparedQuery(LAST)
                .execute(Tuple.of(
                        vm.vm().clusterId(), vm.vm().vmid(), vm.internal().birth()))
                .map(rows -> {
                    List<Map<String, Object>> actions = new ArrayList<>();
                    rows.forEach(row -> actions.add(action(row, admin)));
                    return actions;
                });
    }

    private static Map<String, Object> action(Row row, boolean admin) {
        Map<String, Object> action = new LinkedHashMap<>();
        action.put("id", row.getUUID("id"));
        action.put("batch_id", row.getUUID("batch_id"));
        action.put("cluster_id", row.getString("cluster_id"));
        action.put("vmid", row.getInteger("vmid"));
        action.put("action", row.getString("kind"));
        action.put("state", row.getString("state"));
        action.put("changed", row.getBoolean("changed"));
        action.put("requested_by", row.getString("requested_by"));
        action.put("requested_at", time(row, "requested_at"));
        action.put("started_at", time(row, "started_at"));
        action.put("finished_at", time(row, "finished_at"));
        action.put("error", row.getString("error_code") == null ? null : error(row, admin));
        return action;
    }

    private static Map<String, Object> error(Row row, boolean admin) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", row.getString("error_code"));
        error.put("message", row.getString("error_message"));
        if (admin) {
            error.put("detail", row.getString("error_detail"));
        }
        return error;
    }

    private static Object time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
