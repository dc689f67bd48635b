package io.labkeeper.actions.schedule;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Writes down what of some schedules has come due, and when they come due next: one row a run, in the transaction that holds the
 * schedules. Nothing is done about the runs here.
 */
final class Coming {
    private static final Logger LOG = Logger.getLogger(Coming.class);

    /** Times of one schedule in one transaction: a day and a half of an entry for every minute. */
    private static final int MOST = 2_000;

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

    /** @return how many schedules were looked at */
    static Uni<Integer> write(SqlConnection connection, List<ScheduleRow> due, ScheduleConfig config) {
        Coming coming = new Coming();
        due.forEach(schedule -> coming.add(schedule, config));
        return due.isEmpty()
                ? Uni.createFrom().item(0)
                : coming.write(connection).replaceWith(due.size());
    }

    private void add(ScheduleRow schedule, ScheduleConfig config) {
        schedules.add(schedule.id());
        try {
            DueTimes due =
                    DueTimes.until(schedule.now(), schedule.timetable(), schedule.nextDueAt(), config.catchUp(), MOST);
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
