package io.labkeeper.actions.schedule;

import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.actions.audit.AuditTrail;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Runs as requests see them: those that were, listed; those to come, skipped. The caller bounds the time. */
@ApplicationScoped
class RunBook {

    /** How far ahead a run can be skipped. */
    private static final Duration FARTHEST = Duration.ofDays(366);

    /** The most runs of a schedule that are to be skipped at a time. */
    private static final int MOST_SKIPPED = 100;

    private final Pool pool;
    private final AuditTrail trail;

    RunBook(Pool pool, AuditTrail trail) {
        this.pool = pool;
        this.trail = trail;
    }

    /** The newest first. @param before null for the newest of all */
    Uni<List<RunView>> runs(UUID id, Instant before, int most) {
        return pool.preparedQuery(ScheduleStatements.RUNS)
                .execute(Tuple.of(id, Coming.utc(before), most))
                .map(rows -> {
                    List<RunView> runs = new ArrayList<>();
                    rows.forEach(row -> runs.add(RunView.of(row)));
                    return runs;
                });
    }

    /** @param dueAt null for the next one that is not skipped yet @param deadline after which nothing may be committed any more */
    Uni<ScheduleRow> skip(UUID id, Instant dueAt, Asker asker, Deadline deadline) {
        return pool.withTransaction(connection -> ScheduleBook.one(connection, ScheduleStatements.LOCK, id, asker)
                .call(row -> skip(connection, row, dueAt))
                .call(row -> noted(connection, asker, "schedule_run_skipped", row))
                .chain(() -> ScheduleBook.one(connection, ScheduleStatements.READ, id, asker))
                .call(deadline::stillInTime));
    }

    private static Uni<Void> skip(SqlConnection connection, ScheduleRow row, Instant dueAt) {
        Instant run = dueAt == null ? next(row) : toCome(row, dueAt);
        if (row.skipped().size() >= MOST_SKIPPED && !row.skipped().contains(run)) {
            throw ScheduleBody.bad(
                    "due_at", MOST_SKIPPED + " runs to come are to be skipped already, which is the most");
        }
        return connection
                .preparedQuery(ScheduleStatements.SKIP)
                .execute(Tuple.of(row.id(), Coming.utc(run)))
                .replaceWithVoid();
    }

    private static Instant next(ScheduleRow row) {
        if (!row.enabled()) {
            throw ScheduleBody.bad("due_at", "the schedule is paused, there is no next run");
        }
        Timetable timetable = ScheduleBody.timetable(row.cron(), row.timeZone());
        Instant run = timetable.after(row.now()).orElse(null);
        while (run != null && row.skipped().contains(run)) {
            run = timetable.after(run).orElse(null);
        }
        if (run == null) {
            throw ScheduleBody.bad("due_at", "there is no next run");
        }
        return run;
    }

    private static Instant toCome(ScheduleRow row, Instant dueAt) {
        boolean run = dueAt.isAfter(row.now())
                && dueAt.isBefore(row.now().plus(FARTHEST))
                && ScheduleBody.timetable(row.cron(), row.timeZone())
                        .after(dueAt.minusMillis(1))
                        .filter(dueAt::equals)
                        .isPresent();
        if (!run) {
            throw ScheduleBody.bad("due_at", dueAt + " is none of the runs to come within a year");
        }
        return dueAt;
    }

    /** @param deadline after which nothing may be committed any more */
    Uni<ScheduleRow> unskip(UUID id, Instant dueAt, Asker asker, Deadline deadline) {
        return pool.withTransaction(connection -> ScheduleBook.one(connection, ScheduleStatements.LOCK, id, asker)
                .call(() -> unskip(connection, id, dueAt))
                .call(row -> noted(connection, asker, "schedule_run_restored", row))
                .chain(() -> ScheduleBook.one(connection, ScheduleStatements.READ, id, asker))
                .call(deadline::stillInTime));
    }

    private static Uni<Void> unskip(SqlConnection connection, UUID id, Instant dueAt) {
        return connection
                .preparedQuery(ScheduleStatements.UNSKIP)
                .execute(Tuple.of(id, Coming.utc(dueAt)))
                .invoke(gone -> {
                    if (gone.rowCount() == 0) {
                        throw new ProblemException(
                                ProblemType.NOT_FOUND, "No run to come at " + dueAt + " is skipped.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> noted(SqlConnection connection, Asker asker, String event, ScheduleRow row) {
        AuditLine line = ScheduleBook.line(event, row);
        return trail.write(connection, asker, List.of(line));
    }
}
