package io.labkeeper.actions.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.selection.Selector;
import io.labkeeper.actions.selection.SelectorBody;
import io.labkeeper.actions.selection.Standing;
import io.labkeeper.inventory.InventoryJson;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * A schedule as the table holds it.
 *
 * @param nextDueAt the first run that was not dealt with yet; null while it is paused, and if there is none
 * @param skipped runs to come that will be skipped
 * @param now the database's time when it was read
 */
record ScheduleRow(
        UUID id,
        String name,
        String cron,
        String timeZone,
        ActionKind action,
        Selector selector,
        boolean enabled,
        Owner owner,
        Instant nextDueAt,
        List<Instant> skipped,
        Instant now) {
    private static final Logger LOG = Logger.getLogger(ScheduleRow.class);

    /** As whom it runs. @param standing the role that counted when they said what runs when */
    record Owner(String name, Standing standing) {
        static Owner of(String name, String standing) {
            return new Owner(name, Standing.valueOf(standing.toUpperCase(Locale.ROOT)));
        }

        String word() {
            return standing.name().toLowerCase(Locale.ROOT);
        }
    }

    /** One that cannot be read is left out: a newer release may have written it. It must not hide the others. */
    static List<ScheduleRow> all(RowSet<Row> rows) {
        List<ScheduleRow> all = new ArrayList<>();
        for (Row row : rows) {
            try {
                all.add(of(row));
            } catch (RuntimeException e) {
                LOG.errorf("schedule cannot be read: id=%s: %s", row.getUUID("id"), e.getMessage());
            }
        }
        return all;
    }

    private static ScheduleRow of(Row row) {
        return new ScheduleRow(
                row.getUUID("id"),
                row.getString("name"),
                row.getString("cron"),
                row.getString("time_zone"),
                ActionKind.ofWord(row.getString("action")),
                selector(row.getString("selector")),
                row.getBoolean("enabled"),
                Owner.of(row.getString("owner"), row.getString("standing")),
                instant(row.getOffsetDateTime("next_due_at")),
                Arrays.stream(row.getArrayOfOffsetDateTimes("skipped"))
                        .map(OffsetDateTime::toInstant)
                        .toList(),
                row.getOffsetDateTime("now").toInstant());
    }

    static Selector selector(String json) {
        try {
            return SelectorBody.read(InventoryJson.mapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw InventoryJson.unreadable("not a selector", e);
        }
    }

    static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** @throws NullPointerException if it never comes due */
    Coming.Due due() {
        return new Coming.Due(id, cron, timeZone, Objects.requireNonNull(nextDueAt), now);
    }

    Timetable timetable() {
        return Timetable.of(cron, timeZone);
    }

    /**
     * As it is wished, by this caller. Who says what runs when is the owner from then on; a name or a pause is not that, but if the owner
     * says it, it shows the role that they have now.
     */
    ScheduleRow with(ScheduleWish wish, Owner caller) {
        ScheduleRow wished = new ScheduleRow(
                id,
                wish.name() == null ? name : wish.name(),
                wish.cron() == null
                        ? cron
                        : ScheduleBody.timetable(wish.cron(), "UTC").cron(),
                wish.timeZone() == null ? timeZone : wish.timeZone(),
                wish.action() == null ? action : wish.action(),
                wish.selector() == null ? selector : wish.selector(),
                wish.enabled() == null ? enabled : wish.enabled(),
                owner,
                nextDueAt,
                skipped,
                now);
        boolean ofOwner = caller.name().equals(owner.name());
        return wished.runsTheSameAs(this) && !ofOwner ? wished : wished.ownedBy(caller);
    }

    private boolean runsTheSameAs(ScheduleRow other) {
        return runsWhen(other) && action == other.action && selector.json().equals(other.selector.json());
    }

    /** Whether it comes due at the same times. */
    boolean runsWhen(ScheduleRow other) {
        return cron.equals(other.cron) && timeZone.equals(other.timeZone);
    }

    private ScheduleRow ownedBy(Owner caller) {
        return new ScheduleRow(id, name, cron, timeZone, action, selector, enabled, caller, nextDueAt, skipped, now);
    }
}
