package io.labkeeper.actions.run;

import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.function.Function;

/**
 * Postgres as the runners ask it: every statement and every transaction ends within a limit, and is heard by the {@link DatabasePulse}. Fails with
 * {@link StoreException} whatever is wrong.
 */
final class LimitedPool {
    private final Pool pool;
    private final DatabasePulse pulse;
    private final Duration limit;

    /** @param limit of a statement, and of a transaction as a whole */
    LimitedPool(Pool pool, DatabasePulse pulse, Duration limit) {
        this.pool = pool;
        this.pulse = pulse;
        this.limit = limit;
    }

    Uni<RowSet<Row>> run(String sql, Tuple parameters) {
        return limited(pool.preparedQuery(sql).execute(parameters));
    }

    <T> Uni<T> transaction(Function<SqlConnection, Uni<T>> work) {
        return limited(pool.withTransaction(work));
    }

    /** The same where one replica at a time may count what is under way; each answer is heard. */
    <T> Uni<T> counting(Function<SqlConnection, Uni<T>> work) {
        return transaction(connection -> pulse.listening(
                        connection.query(ClaimStatements.ONE_AT_A_TIME).execute())
                .chain(() -> work.apply(connection)));
    }

    private <T> Uni<T> limited(Uni<T> work) {
        return pulse.listening(work)
                .ifNoItem()
                .after(limit)
                .failWith(() -> new StoreException("Postgres did not answer in time"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }
}
