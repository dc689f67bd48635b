package io.labkeeper.actions.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.inventory.InventoryJson;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/**
 * What became of a run.
 *
 * @param state {@code due} (under way), {@code submitted} (the actions are asked for), {@code failed} (nothing was asked for), {@code missed} (nobody was
 *     there in time), {@code skipped}
 * @param owner as whom it ran
 * @param batchId under which its actions are found; null if there are none
 * @param counts how many VMs had which result
 * @param refused the VMs for which there is no action, with the reason
 */
record RunView(
        Instant dueAt,
        String state,
        String owner,
        Instant startedAt,
        Instant endedAt,
        UUID batchId,
        JsonNode counts,
        JsonNode refused,
        Problem error) {

    record Problem(String code, String message) {}

    static RunView of(Row row) {
        String code = row.getString("error_code");
        return new RunView(
                row.getOffsetDateTime("due_at").toInstant(),
                row.getString("state"),
                row.getString("owner"),
                ScheduleRow.instant(row.getOffsetDateTime("started_at")),
                ScheduleRow.instant(row.getOffsetDateTime("ended_at")),
                row.getUUID("batch_id"),
                json(row.getString("counts")),
                json(row.getString("refused")),
                code == null ? null : new Problem(code, row.getString("error_message")));
    }

    private static JsonNode json(String text) {
        try {
            return InventoryJson.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw InventoryJson.unreadable("not the results of a run", e);
        }
    }
}
