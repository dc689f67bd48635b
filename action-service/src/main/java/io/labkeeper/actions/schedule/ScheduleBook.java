package io.labkeeper.actions.schedule;

import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.actions.audit.AuditTrail;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.schedule.ScheduleRow.Owner;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The schedules as requests see them. A change and its line in the audit trail are one transaction. A schedule that the asker may not
 * see does not exist for them: {@link ProblemException} 404. The caller bounds the time.
 */
@ApplicationScoped
class ScheduleBook {
    private final Pool pool;
    private final AuditTrail trail;
    private final ScheduleConfig config;

    ScheduleBook(Pool pool, AuditTrail trail, ScheduleConfig config) {
        this.pool = pool;
        this.trail = trail;
        this.config = config;
    }

    /** In order of names. */
    Uni<List<ScheduleRow>> all(Asker asker) {
        return pool.preparedQuery(ScheduleStatements.READ)
                .execute(Tuple.of(teacher(asker), null))
                .map(ScheduleRow::all);
    }

    Uni<ScheduleRow> one(UUID id, Asker asker) {
        return one(pool, ScheduleStatements.READ, id, asker);
    }

    /** Goes on where time may be spent on timetables, which is not an event loop. */
    static Uni<ScheduleRow> one(SqlClient client, String sql, UUID id, Asker asker) {
        return client.preparedQuery(sql)
                .execute(Tuple.of(teacher(asker), id))
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(rows -> ScheduleRow.all(rows).stream().findFirst().orElseThrow(ScheduleBook::notFound));
    }

    /** Whose classes' schedules are meant; null for all schedules. */
    private static String teacher(Asker asker) {
        return asker.actsOnAll() ? null : asker.name();
    }

    static ProblemException notFound() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no such schedule.");
    }

    /** @param wish with nothing left out @param deadline after which nothing may be committed any more */
    Uni<ScheduleRow> create(ScheduleWish wish, Asker asker, Deadline deadline) {
        return pool.withTransaction(connection -> room(connection, asker)
                .chain(() -> Meaning.of(connection, wish.selector(), asker))
                .chain(births -> now(connection).chain(now -> insert(connection, row(wish, asker, now), births)))
                .chain(id -> one(connection, ScheduleStatements.READ, id, asker))
                .call(made -> trail.write(connection, asker, List.of(line("schedule_created", made))))
                .call(deadline::stillInTime));
    }

    private Uni<Void> room(SqlConnection connection, Asker asker) {
        return execute(connection, ScheduleStatements.LOCK_OWNER, Tuple.of(asker.name()))
                .chain(() -> connection.preparedQuery(ScheduleStatements.COUNT).execute(Tuple.of(asker.name())))
                .invoke(rows -> {
                    if (rows.iterator().next().getLong("count") >= config.most()) {
                        throw new ProblemException(
                                ProblemType.INVALID_BODY,
                                "You have " + config.most() + " schedules, which is the most.");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Instant> now(SqlConnection connection) {
        return connection
                .query("SELECT clock_timestamp() AS now")
                .execute()
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(rows -> rows.iterator().next().getOffsetDateTime("now").toInstant());
    }

    private static ScheduleRow row(ScheduleWish wish, Asker asker, Instant now) {
        return new ScheduleRow(
                null,
                wish.name(),
                ScheduleBody.timetable(wish.cron(), wish.timeZone()).cron(),
                wish.timeZone(),
                wish.action(),
                wish.selector(),
                wish.enabled(),
                new Owner(asker.name(), asker.standing()),
                null,
                List.of(),
                now);
    }

    private static Uni<UUID> insert(SqlConnection connection, ScheduleRow row, String births) {
        return connection
                .preparedQuery(ScheduleStatements.INSERT)
                .execute(values(row, births, next(row, true)))
                .map(rows -> rows.iterator().next().getUUID("id"));
    }

    /**
     * The next run from now on; null while paused. A timetable that was good once can be paused when it is not any more: time zones vanish.
     */
    private static Instant next(ScheduleRow row, boolean newTimes) {
        if (!row.enabled() && !newTimes) {
            return null;
        }
        Instant next = ScheduleBody.timetable(row.cron(), row.timeZone())
                .after(row.now())
                .orElseThrow(() -> ScheduleBody.bad("cron", "never comes due"));
        return row.enabled() ? next : null;
    }

    private static Tuple values(ScheduleRow row, String births, Instant next) {
        return Tuple.tuple()
                .addString(row.name())
                .addString(row.cron())
                .addString(row.timeZone())
                .addString(row.action().word())
                .addString(row.selector().json().toString())
                .addString(births)
                .addBoolean(row.enabled())
                .addString(row.owner().name())
                .addString(row.owner().word())
                .addValue(Coming.utc(next));
    }

    /** @param deadline after which nothing may be committed any more */
    Uni<ScheduleRow> change(UUID id, ScheduleWish wish, Asker asker, Deadline deadline) {
        return pool.withTransaction(connection -> one(connection, ScheduleStatements.LOCK, id, asker)
                .call(before -> comeDue(connection, before))
                .call(before -> change(connection, before, wish, asker))
                .chain(() -> one(connection, ScheduleStatements.READ, id, asker))
                .call(after -> trail.write(connection, asker, List.of(line("schedule_changed", after))))
                .call(deadline::stillInTime));
    }

    /** What was due before the change happens as it was before the change. */
    private Uni<Void> comeDue(SqlConnection connection, ScheduleRow row) {
        boolean due =
                row.enabled() && row.nextDueAt() != null && !row.nextDueAt().isAfter(row.now());
        return due ? Coming.write(connection, List.of(row.due()), config).replaceWithVoid() : nothing();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> change(SqlConnection connection, ScheduleRow before, ScheduleWish wish, Asker asker) {
        ScheduleRow after = before.with(wish, new Owner(asker.name(), asker.standing()));
        boolean otherVms = !after.selector().json().equals(before.selector().json());
        Uni<String> births = otherVms
                ? Meaning.of(connection, after.selector(), asker)
                : Uni.createFrom().nullItem();
        boolean otherOwner = !after.owner().name().equals(before.owner().name());
        return (otherOwner ? room(connection, asker) : nothing())
                .chain(() -> births)
                .emitOn(Infrastructure.getDefaultExecutor())
                .chain(changed -> connection
                        .preparedQuery(ScheduleStatements.UPDATE)
                        .execute(values(after, changed, next(after, !after.runsWhen(before)))
                                .addUUID(before.id())
                                .addBoolean(after.owner().name().equals(asker.name()))))
                .chain(() -> after.runsWhen(before)
                        ? nothing()
                        : execute(connection, ScheduleStatements.FORGET_SKIPS, Tuple.of(before.id())));
    }

    private static Uni<Void> execute(SqlConnection connection, String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters).replaceWithVoid();
    }

    /** What it has done is forgotten with it, except by the audit trail. @param deadline after which nothing may be committed any more */
    Uni<ScheduleRow> delete(UUID id, Asker asker, Deadline deadline) {
        return pool.withTransaction(connection -> one(connection, ScheduleStatements.LOCK, id, asker)
                .call(() -> execute(connection, ScheduleStatements.DELETE, Tuple.of(id)))
                .call(gone -> trail.write(connection, asker, List.of(line("schedule_deleted", gone))))
                .call(deadline::stillInTime));
    }

    static AuditLine line(String event, ScheduleRow row) {
        JsonObject detail = new JsonObject()
                .put("schedule", row.id().toString())
                .put("name", row.name())
                .put("cron", row.cron())
                .put("time_zone", row.timeZone())
                .put("selector", new JsonObject(row.selector().json().toString()))
                .put("enabled", row.enabled())
                .put("owner", row.owner().name());
        return AuditLine.of(event, row.action().word(), "done", detail);
    }

    /** A line for what was refused; what is forbidden (403) has one anyway. @param id null for a new one */
    Uni<Void> refused(String event, UUID id, ProblemException problem, Asker asker) {
        if (problem.type() == ProblemType.FORBIDDEN) {
            return nothing();
        }
        JsonObject detail = new JsonObject().put("schedule", id == null ? null : id.toString());
        return trail.write(
                asker,
                AuditLine.of(event, null, "refused_" + problem.type().slug().replace('-', '_'), detail));
    }
}
