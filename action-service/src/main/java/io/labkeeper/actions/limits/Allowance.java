package io.labkeeper.actions.limits;

import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.selection.Asker;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * How many actions each caller, and the schedules of each owner, may still ask for: a bucket that fills by itself, kept in Postgres so that
 * all replicas share it. Without the database nothing is allowed.
 *
 * <p>What is asked for by hand is taken in one statement that commits by itself, so that one caller's requests do not wait for each other's
 * transactions; what is then refused for another reason has been paid for all the same.
 *
 * <p>What a schedule asks for is tried again by itself, and so is taken in the transaction that books it.
 */
@ApplicationScoped
public class Allowance {

    /** For a caller whose bucket was made in this very moment, by another of their requests. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /**
     * How it is committed is left open. $1 name, $2 burst, $3 tokens a second, $4 how many are taken. One row with a wait of zero if there
     * was anything left; else one with the seconds until there is, or none.
     */
    private static final String TAKING = """
            WITH %s taken AS (
              INSERT INTO action_allowance AS a (username, tokens, at)
              SELECT $1::text, $2::float8 - $4::float8, clock_timestamp() %s
              ON CONFLICT (username) DO UPDATE
                SET tokens = least($2::float8, a.tokens + $3::float8 * extract(epoch FROM clock_timestamp() - a.at)::float8) - $4::float8,
                    at = clock_timestamp()
              WHERE a.tokens + $3::float8 * extract(epoch FROM clock_timestamp() - a.at)::float8 >= 1
              RETURNING username
            )
            SELECT 0::float8 AS wait FROM taken
            UNION ALL
            SELECT (1 - a.tokens) / $3::float8 - extract(epoch FROM clock_timestamp() - a.at)::float8 FROM action_allowance a
             WHERE a.username = $1 AND NOT EXISTS (SELECT FROM taken)""";

    /**
     * By itself. Nobody waits for the disk with the row locked, which would let one caller's requests in one by one: after a crash of
     * Postgres a few tokens too many are no harm.
     */
    private static final String TAKE = TAKING.formatted(
            "unsynced AS (SELECT set_config('synchronous_commit', 'off', true) AS setting),", "FROM unsynced");

    /** In a transaction, which is as durable as ever. */
    private static final String TAKE_WITHIN = TAKING.formatted("", "");

    /** Takes nothing and waits for nobody. $1 name, $2 tokens a second. The seconds until there is anything left; no row if there is. */
    private static final String EMPTY = """
            SELECT (1 - a.tokens) / $2::float8 - extract(epoch FROM clock_timestamp() - a.at)::float8 AS wait
              FROM action_allowance a
             WHERE a.username = $1 AND a.tokens + $2::float8 * extract(epoch FROM clock_timestamp() - a.at)::float8 < 1""";

    private final Pool pool;
    private final Limits limits;
    private final DatabasePulse pulse;

    Allowance(Pool pool, Limits limits, DatabasePulse pulse) {
        this.pool = pool;
        this.limits = limits;
        this.pulse = pulse;
    }

    /**
     * Takes so many; what is more than there is left is owed. Fails with {@link OverLimit} if nothing is left. The caller bounds the time.
     */
    Uni<Void> take(Asker asker, int actions) {
        return take(
                pool, TAKE, asker.name(), limits.burst(asker.standing()), limits.perMinute(asker.standing()), actions);
    }

    /**
     * The same from the bucket of all schedules of one owner, which is not the one of what they ask for by hand. Until the transaction ends,
     * the other runs of this owner wait here.
     */
    Uni<Void> takeScheduled(SqlConnection connection, Asker owner, int actions) {
        return take(
                connection,
                TAKE_WITHIN,
                scheduled(owner),
                limits.scheduledBurst(owner.standing()),
                limits.perMinute(owner.standing()),
                actions);
    }

    private Uni<Void> take(SqlClient client, String sql, String bucket, int burst, int perMinute, int actions) {
        Tuple parameters = Tuple.of(bucket, (double) burst, perMinute / 60.0, (double) actions);
        return pulse.listening(client.preparedQuery(sql).execute(parameters))
                .invoke(Allowance::check)
                .replaceWithVoid();
    }

    /**
     * Fails with {@link OverLimit} if nothing is left in the bucket of all schedules of this owner; takes nothing. What is left now may be
     * gone when it is taken. The caller bounds the time.
     */
    Uni<Void> anyLeftForSchedules(Asker owner) {
        Tuple parameters = Tuple.of(scheduled(owner), limits.perMinute(owner.standing()) / 60.0);
        return pulse.listening(pool.preparedQuery(EMPTY).execute(parameters))
                .invoke(rows -> rows.forEach(row -> {
                    throw new OverLimit(wait(row));
                }))
                .replaceWithVoid();
    }

    private static String scheduled(Asker owner) {
        return "schedule:" + owner.name();
    }

    private static void check(RowSet<Row> rows) {
        Duration wait = AT_ONCE;
        for (Row row : rows) {
            if (row.getDouble("wait") == 0) {
                return;
            }
            wait = wait(row);
        }
        throw new OverLimit(wait);
    }

    private static Duration wait(Row row) {
        return Duration.ofSeconds(Math.max(1, (long) Math.ceil(row.getDouble("wait"))));
    }
}
