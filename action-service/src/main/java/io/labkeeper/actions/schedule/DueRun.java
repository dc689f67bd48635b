package io.labkeeper.actions.schedule;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.schedule.ScheduleRow.Owner;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Selector;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * A run that has come due and is to be asked for.
 *
 * @param births of the VMs of a list: "cluster/vmid" to birth
 */
record DueRun(UUID scheduleId, Instant dueAt, ActionKind action, Selector selector, JsonObject births, Owner owner) {
    private static final Logger LOG = Logger.getLogger(DueRun.class);

    /** One that cannot be read is left out: a newer release may read it, else it becomes missed. It must not keep the others waiting. */
    static List<DueRun> all(RowSet<Row> rows) {
        List<DueRun> runs = new ArrayList<>();
        for (Row row : rows) {
            try {
                runs.add(of(row));
            } catch (RuntimeException e) {
                LOG.errorf("run cannot be read: schedule=%s: %s", row.getUUID("schedule_id"), e.getMessage());
            }
        }
        return runs;
    }

    private static DueRun of(Row row) {
        return new DueRun(
                row.getUUID("schedule_id"),
                row.getOffsetDateTime("due_at").toInstant(),
                ActionKind.ofWord(row.getString("action")),
                ScheduleRow.selector(row.getString("selector")),
                new JsonObject(row.getString("births")),
                Owner.of(row.getString("owner"), row.getString("standing")));
    }

    /** The same for every try, so that only one of them makes actions. */
    String idempotencyKey() {
        return "schedule:" + scheduleId + ":" + dueAt;
    }

    /** The owner, with the rights that they have now. */
    Asker asker() {
        return new Asker(owner.name(), owner.standing(), null, "schedule-" + scheduleId, idempotencyKey());
    }
}
