package io.labkeeper.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The roles of the tests have no limits of their own. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
class PostgresLimitsIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String LOCK = "SELECT pg_advisory_xact_lock(20261125)";

    @Inject
    Pool pool;

    @Test
    void whoWaitsForALockIsToldSoByPostgres() throws SQLException {
        try (Connection other = Stores.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(LOCK);

            PgException refused = catchThrowableOfType(
                    PgException.class, () -> pool.query(LOCK).execute().await().atMost(LONG));

            assertThat(refused.getSqlState()).isEqualTo("55P03");
            other.rollback();
        }
    }

    @Test
    void eachConnectionHasItsLimitsAndAStatementMayHaveItsOwn() {
        Row ours =
                one("SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,"
                        + " current_setting('idle_in_transaction_session_timeout') AS idle");
        Row own = pool.withTransaction(connection -> connection
                        .query("SELECT set_config('statement_timeout', '25s', true)")
                        .execute()
                        .chain(() -> connection
                                .query("SELECT current_setting('statement_timeout') AS statement")
                                .execute()))
                .map(rows -> rows.iterator().next())
                .await()
                .atMost(LONG);

        assertThat(ours.getString("statement")).isEqualTo("10s");
        assertThat(ours.getString("lock")).isEqualTo("2s");
        assertThat(ours.getString("idle")).isEqualTo("10s");
        assertThat(own.getString("statement")).isEqualTo("25s");
    }

    private Row one(String sql) {
        return pool.query(sql)
                .execute()
                .map(rows -> rows.iterator().next())
                .await()
                .atMost(LONG);
    }
}
