package io.labkeeper.actions.retention;

import java.time.Duration;
import java.util.List;

/**
 * The old rows of one table.
 *
 * @param sql deletes up to $2 rows older than $1 seconds, unless another replica is deleting just now, and says how many are {@code gone}
 */
record OldRows(String table, Duration keep, String sql) {

    /** Keys and results of requests must outlive the time in which somebody may repeat them, and catching up of schedules. */
    private static final Duration SHORTEST = Duration.ofDays(1);

    /** A bucket that nobody has taken from for so long has been full for hours, whatever was owed. */
    private static final Duration ALLOWANCES = Duration.ofDays(2);

    private static final String TURN = "pg_try_advisory_xact_lock(hashtextextended('labkeeper.retention', 0))";

    /** The keys of an action go with it. */
    private static final String ACTIONS = deleting("action", "id", "finished_at < %s");

    private static final String RUNS =
            deleting("schedule_run", "schedule_id, due_at", "due_at < %s AND state <> 'due'");

    private static final String OLD_ALLOWANCES = deleting("action_allowance", "username", "at < %s");

    private static final String BATCHES = calling("action_batch_forget");

    private static final String AUDIT = calling("audit_forget");

    static List<OldRows> all(RetentionConfig config) {
        return List.of(
                new OldRows("action", atLeast("actions", config.actions()), ACTIONS),
                new OldRows("action_batch", atLeast("batches", config.batches()), BATCHES),
                new OldRows("schedule_run", atLeast("runs", config.runs()), RUNS),
                new OldRows("action_allowance", ALLOWANCES, OLD_ALLOWANCES),
                new OldRows("audit", config.audit(), AUDIT));
    }

    private static Duration atLeast(String name, Duration keep) {
        if (keep.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "labkeeper.retention." + name + " must be " + SHORTEST + " or longer, not " + keep);
        }
        return keep;
    }

    /** By a function of the database, since the service may not delete these rows. */
    private static String calling(String function) {
        return "SELECT CASE WHEN " + TURN + " THEN " + function + "(make_interval(secs => $1), $2) ELSE 0 END AS gone";
    }

    private static String deleting(String table, String key, String old) {
        return """
                WITH old AS MATERIALIZED (
                  SELECT %2$s FROM %1$s
                   WHERE %3$s AND (SELECT %4$s)
                   LIMIT $2
                ), gone AS (
                  DELETE FROM %1$s WHERE (%2$s) IN (SELECT %2$s FROM old) RETURNING 1
                )
                SELECT count(*) AS gone FROM gone""".formatted(table, key, old.formatted("clock_timestamp() - make_interval(secs => $1)"), TURN);
    }

    double seconds() {
        return keep.toSeconds();
    }
}
