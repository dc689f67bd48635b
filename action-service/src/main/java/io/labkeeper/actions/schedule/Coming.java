package io.labkeeper.actions.schedule;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Writes down what of some schedules has come due, and when they come due next: one row a run, in the transaction that holds the
 * schedules. Nothing is done about the runs here.
 */
final class Coming {
    private static final Logger LOG = Logger.getLogger(Coming.class);

    /** Times of one schedule in one transaction; after a long outage the rest comes with the next looks. */
    private static final int MOST = 200;

    /** What was missed before that is not recorded run by run. */
    private static final Duration FARTHEST = Duration.ofDays(7);

    /** A schedule whose time has come, without all that does not matter here. @param now the database's time */
    record Due(UUID id, String cron, String timeZone, Instant nextDueAt, Instant now) {

        static List<Due> all(RowSet<Row> rows) {
            List<Due> all = new ArrayList<>();
            rows.forEach(row -> all.add(new Due(
                    row.getUUID("id"),
                    row.getString("cron"),
                    row.getString("time_zone"),
                    row.getOffsetDateTime("next_due_at").toInstant(),
                    row.getOffsetDateTime("now").toInstant())));
            return all;
        }

        private DueTimes times(ScheduleConfig config) {
            Instant oldest = now.minus(FARTHEST);
            Timetable timetable = Timetable.of(cron, timeZone);
            return nextDueAt.isBefore(oldest)
                    ? DueTimes.until(now, timetable, timetable.after(oldest).orElse(null), config.catchUp(), MOST)
                    : DueTimes.until(now, timetable, nextDueAt, config.catchUp(), MOST);
        }
    }

    /** What has come due. @param schedules how many were looked at @param missed how many runs are too late */
    record Come(int schedules, int missed) {}

    /** A run that has its row already is skipped, or was dealt with. $1 ids, $2 times, $3 states. */
    private static final String WRITE = """
            INSERT INTO schedule_run (schedule_id, due_at, state, action, selector, births, owner, standing, ended_at)
            SELECT s.id, d.due_at, d.state, s.action, s.selector, s.births, s.owner, s.standing,
                   CASE WHEN d.state = 'missed' THEN clock_timestamp() END
              FROM unnest($1::uuid[], $2::timestamptz[], $3::text[]) AS d (id, due_at, state)
              JOIN schedule s USING (id)
            ON CONFLICT DO NOTHING""";

    /** $1 ids, $2 times. */
    private static final String GO_ON = """
            UPDATE schedule s SET next_due_at = d.next
              FROM unnest($1::uuid[], $2::timestamptz[]) AS d (id, next)
             WHERE s.id = d.id""";

    private final List<UUID> ids = new ArrayList<>();
    private final List<OffsetDateTime> times = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private final List<UUID> schedules = new ArrayList<>();
    private final List<OffsetDateTime> next = new ArrayList<>();

    private Coming() {}

    /** Computes for a while if much has come due at once; not for an event loop. */
    static Uni<Come> write(SqlConnection connection, List<Due> due, ScheduleConfig config) {
        Coming coming = new Coming();
        due.forEach(schedule -> coming.add(schedule, config));
        Come come = new Come(due.size(), Collections.frequency(coming.states, "missed"));
        return due.isEmpty()
                ? Uni.createFrom().item(come)
                : coming.write(connection).replaceWith(come);
    }

    private void add(Due schedule, ScheduleConfig config) {
        schedules.add(schedule.id());
        try {
            DueTimes due = schedule.times(config);
            due.toRun().forEach(time -> add(schedule.id(), time, "due"));
            due.missed().forEach(time -> add(schedule.id(), time, "missed"));
            next.add(utc(due.next()));
        } catch (IllegalArgumentException e) {
            // Written by a newer release, or its time zone is no more: it must not keep the others from running.
            LOG.errorf(
                    "schedule cannot be read, it does not run until it is changed: id=%s: %s",
                    schedule.id(), e.getMessage());
            next.add(null);
        }
    }

    private void add(UUID id, Instant time, String state) {
        ids.add(id);
        times.add(utc(time));
        states.add(state);
    }

    private Uni<Void> write(SqlConnection connection) {
        Tuple runs =
                Tuple.of(ids.toArray(UUID[]::new), times.toArray(OffsetDateTime[]::new), states.toArray(String[]::new));
        Tuple goOn = Tuple.of(schedules.toArray(UUID[]::new), next.toArray(OffsetDateTime[]::new));
        return connection
                .preparedQuery(WRITE)
                .execute(runs)
                .chain(() -> connection.preparedQuery(GO_ON).execute(goOn))
                .replaceWithVoid();
    }

    static OffsetDateTime utc(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
