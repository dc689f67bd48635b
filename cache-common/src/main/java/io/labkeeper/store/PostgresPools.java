package io.labkeeper.store;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pool of connections to Postgres, with a limit on silence. A statement that we have given up stays on its connection; if the other
 * end has vanished without a word (power loss, a moved address), the connection would keep its place in the pool until the kernel
 * gives up, a quarter of an hour later, and soon all places would be taken.
 */
@Singleton
public class PostgresPools implements PgPoolCreator {
    /** Seconds; above the limit of every statement of ours, see {@link StoreConfig}. */
    private static final int LONGEST_SILENCE = 30;

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList()
                .forEach(options -> options.setIdleTimeout(LONGEST_SILENCE).setIdleTimeoutUnit(TimeUnit.SECONDS));
        List<SqlConnectOptions> databases = List.copyOf(input.pgConnectOptionsList());
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(databases)
                .using(input.vertx())
                .build();
    }
}
