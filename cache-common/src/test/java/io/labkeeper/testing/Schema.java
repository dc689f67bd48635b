package io.labkeeper.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.postgresql.Driver;

/** The roles and tables, made as in production: roles first, outside the migrations; then the migrations by the owner. */
final class Schema {
    static final String PASSWORD = "test-password";
    private static final List<String> ROLES =
            List.of("labkeeper_owner", "labkeeper_worker", "labkeeper_action", "labkeeper_reader");

    private static final String DEADLOCK = "40P01";

    private Schema() {}

    static void create(TestPostgres postgres) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            for (String role : ROLES) {
                statement.execute("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role
                        + "') THEN CREATE ROLE " + role + " LOGIN PASSWORD '" + PASSWORD + "'; END IF; END $$");
            }
            statement.execute("GRANT ALL ON SCHEMA public TO labkeeper_owner");
        }
        Flyway.configure()
                .dataSource(postgres.jdbcUrl(), "labkeeper_owner", PASSWORD)
                .locations("classpath:db/migration")
                .placeholders(Map.of(
                        "worker", "labkeeper_worker", "action", "labkeeper_action", "reader", "labkeeper_reader"))
                .load()
                .migrate();
    }

    /**
     * Empties every table. The assignments' revision goes on, as an emptied table's does in production: turned back it would look
     * like a fail-over that lost commits, which a service under test rightly repairs, in the midst of the next test.
     */
    static void empty(TestPostgres postgres) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            truncate(statement);
            statement.execute("UPDATE assignments_head SET revision = revision + 1");
        }
    }

    /** Locks whole tables, and so may meet a transaction of the service under test that has locked others of them already. */
    private static void truncate(Statement statement) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                statement.execute(
                        "TRUNCATE cluster_sync, vm_inventory, cluster_metrics, vm_address, lab_class, class_member,"
                                + " vm_assignment, action_key, action, audit, sync_request, vm_sample"
                                + ", schedule_run, schedule, action_batch, action_allowance");
                return;
            } catch (SQLException e) {
                if (!DEADLOCK.equals(e.getSQLState()) || tries == 3) {
                    throw e;
                }
            }
        }
    }

    /** By the driver itself: the driver manager knows only those of the first of Quarkus' class loaders in a test run. */
    static Connection connect(TestPostgres postgres) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", postgres.user());
        login.setProperty("password", postgres.password());
        return new Driver().connect(postgres.jdbcUrl(), login);
    }
}
