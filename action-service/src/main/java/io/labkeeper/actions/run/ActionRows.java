package io.labkeeper.actions.run;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ActionState;
import io.labkeeper.actions.lifecycle.End;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.actions.lifecycle.Wish;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmStatus;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/** From rows of the table {@code action} to actions. */
final class ActionRows {
    private static final Logger LOG = Logger.getLogger(ActionRows.class);

    private ActionRows() {}

    /** All that can be decoded. A newer release may write what this one cannot read; that must not hide the others. */
    static List<Action> all(RowSet<Row> rows) {
        List<Action> actions = new ArrayList<>();
        rows.forEach(row -> addIfKnown(actions, row));
        return actions;
    }

    private static void addIfKnown(List<Action> actions, Row row) {
        try {
            actions.add(action(row));
        } catch (IllegalArgumentException e) {
            LOG.warnf("action %s left out: %s", row.getUUID("id"), e.getMessage());
        }
    }

    static Action action(Row row) {
        return new Action(
                row.getUUID("id"),
                wish(row),
                row.getLong("version"),
                instant(row, "started_at"),
                instant(row, "updated_at"),
                state(row));
    }

    private static Wish wish(Row row) {
        return new Wish(
                new VmKey(row.getString("cluster_id"), row.getInteger("vmid")),
                ActionKind.ofWord(row.getString("kind")),
                Optional.ofNullable(row.getInteger("timeout_seconds")).map(Duration::ofSeconds),
                row.getBoolean("force"),
                row.getBoolean("overrule"),
                row.getString("requested_by"),
                instant(row, "requested_at"));
    }

    private static ActionState state(Row row) {
        ActionPhase phase = ActionPhase.ofWord(row.getString("state"));
        return switch (phase) {
            case ACCEPTED -> new ActionState.Accepted();
            case CLAIMED -> new ActionState.Claimed();
            case SUBMITTING -> submitting(row);
            case SUBMITTED -> submitting(row).submitted(row.getString("upid"));
            case SUCCEEDED, FAILED, CANCELLED, SUPERSEDED, UNKNOWN ->
                new ActionState.Ended(end(phase, row), instant(row, "finished_at"));
        };
    }

    private static ActionState.Submitting submitting(Row row) {
        return new ActionState.Submitting(row.getString("node"), instant(row, "submitting_at"), row.getInteger("sent"));
    }

    private static End end(ActionPhase phase, Row row) {
        String outcome = row.getString("outcome");
        String code = row.getString("error_code");
        Failure failure = code == null
                ? null
                : new Failure(
                        ErrorCode.valueOf(code.toUpperCase(Locale.ROOT)),
                        row.getString("error_message"),
                        row.getString("error_detail"));
        return new End(phase, row.getBoolean("changed"), outcome == null ? null : VmStatus.ofWord(outcome), failure);
    }

    static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
