package io.labkeeper.store;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pool of connections to Postgres, with {@link PostgresLimits} and with a limit on silence.
 *
 * <p>A statement that we have given up stays on its connection; if the other end has vanished without a word (power loss, a moved
 * address), the connection would keep its place in the pool until the kernel gives up, a quarter of an hour later, and soon all places
 * would be taken.
 */
@Singleton
public class PostgresPools implements PgPoolCreator {
    /** Seconds; above the limit of every statement of ours, see {@link StoreConfig}. */
    private static final int LONGEST_SILENCE = 30;

    private final PostgresLimits limits;

    PostgresPools(PostgresLimits limits) {
        this.limits = limits;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList()
                .forEach(options -> options.setIdleTimeout(LONGEST_SILENCE).setIdleTimeoutUnit(TimeUnit.SECONDS));
        if (limits.limitConnections()) {
            input.pgConnectOptionsList().forEach(this::limit);
        }
        List<SqlConnectOptions> databases = List.copyOf(input.pgConnectOptionsList());
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(databases)
                .using(input.vertx())
                .build();
    }

    /** As parameters of the connection, which count more than those of its role. Without a unit Postgres takes them for milliseconds. */
    private void limit(PgConnectOptions options) {
        options.addProperty("statement_timeout", millis(limits.statement()));
        options.addProperty("lock_timeout", millis(limits.lock()));
        options.addProperty("idle_in_transaction_session_timeout", millis(limits.idleInTransaction()));
    }

    private static String millis(Duration limit) {
        return Long.toString(limit.toMillis());
    }
}
