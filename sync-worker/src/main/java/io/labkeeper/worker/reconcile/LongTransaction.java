package io.labkeeper.worker.reconcile;

import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.function.Function;

/**
 * A transaction that touches all VMs of a cluster, and so may take longer than what Postgres allows our role for a statement. If this
 * process freezes in it, Postgres ends it after five seconds without a statement, so that others get at the cluster's row.
 */
public final class LongTransaction {
    private static final String ALLOW = """
            SELECT set_config('statement_timeout', $1, true),
                   set_config('idle_in_transaction_session_timeout', '5s', true)""";

    private LongTransaction() {}

    /**
     * @param limit for all of it, and for each of its statements
     * @return what the work returns, committed; fails with {@link StoreException}, and then its fate is unknown
     */
    public static <T> Uni<T> within(Pool pool, Duration limit, Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery(ALLOW)
                        .execute(Tuple.of(limit.toMillis() + "ms"))
                        .chain(() -> work.apply(connection)))
                .ifNoItem()
                .after(limit)
                .failWith(() -> new StoreException("Postgres did not answer within " + limit.toMillis() + " ms"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }
}
