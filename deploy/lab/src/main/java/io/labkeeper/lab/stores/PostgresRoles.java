package io.labkeeper.lab.stores;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * The four roles of the database, as in production, each with time limits. What each may do with the tables is granted by the
 * migrations, which sync-worker runs as the owner.
 */
public final class PostgresRoles {
    public static final String OWNER = "labkeeper_owner";
    public static final String WORKER = "labkeeper_worker";
    public static final String ACTION = "labkeeper_action";
    public static final String READER = "labkeeper_reader";
    public static final String DATABASE = "labkeeper";

    private static final String RACED = "tuple concurrently updated";
    private static final int TRIES = 20;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final List<String> SERVICES = List.of(WORKER, ACTION, READER);

    private final Secrets secrets;

    public PostgresRoles(Secrets secrets) {
        this.secrets = secrets;
    }

    /** The password of one of the roles. */
    public String password(String role) {
        return secrets.get("postgres-" + role);
    }

    /**
     * Makes what is missing: roles, and their database unless it is one that exists already.
     *
     * @param admin how to come in as a user who may create roles; the database in it may be any
     * @param database the database the roles are for
     */
    public void prepare(PostgresUrl admin, String database) {
        try (Connection connection = open(admin, admin.database())) {
            for (String role : List.of(OWNER, WORKER, ACTION, READER)) {
                prepareRole(connection, role);
            }
            String quoted = quoted(database);
            if (!exists(connection, "pg_database", "datname", database)) {
                run(connection, "CREATE DATABASE " + quoted + " OWNER " + OWNER);
                // Not in one that exists: others may be using it.
                run(connection, "REVOKE ALL ON DATABASE " + quoted + " FROM PUBLIC");
            }
            run(connection, "GRANT CONNECT, TEMPORARY, CREATE ON DATABASE " + quoted + " TO " + OWNER);
            run(connection, "GRANT CONNECT ON DATABASE " + quoted + " TO " + String.join(", ", SERVICES));
        } catch (SQLException e) {
            throw LabError.failed("cannot prepare the roles in Postgres: " + e.getMessage(), e);
        }
        try (Connection connection = open(admin, database)) {
            run(connection, "GRANT USAGE, CREATE ON SCHEMA public TO " + OWNER);
        } catch (SQLException e) {
            throw LabError.failed("cannot prepare the database " + database + ": " + e.getMessage(), e);
        }
    }

    private void prepareRole(Connection connection, String role) throws SQLException {
        if (!exists(connection, "pg_roles", "rolname", role)) {
            run(connection, "CREATE ROLE " + role + " LOGIN");
        }
        // Our passwords hold letters, digits, '-' and '_' only.
        run(connection, "ALTER ROLE " + role + " PASSWORD '" + password(role) + "'");
        boolean owner = role.equals(OWNER);
        limit(connection, role, "statement_timeout", owner ? "300s" : "10s");
        limit(connection, role, "lock_timeout", owner ? "10s" : "2s");
        limit(connection, role, "idle_in_transaction_session_timeout", owner ? "60s" : "10s");
    }

    private static void limit(Connection connection, String role, String setting, String value) throws SQLException {
        run(connection, "ALTER ROLE " + role + " SET " + setting + " = '" + value + "'");
    }

    private static boolean exists(Connection connection, String table, String column, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM " + table + " WHERE " + column + " = ?")) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** As an identifier, whatever its letters. */
    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A sync-worker that starts at the same time grants rights as well: Postgres lets one of two wait, or fail. */
    private static void run(Connection connection, String sql) throws SQLException {
        for (int tries = 1; ; tries++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
                return;
            } catch (SQLException e) {
                if (tries == TRIES || !String.valueOf(e.getMessage()).contains(RACED)) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
    }

    private static Connection open(PostgresUrl url, String database) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", url.user());
        properties.put("password", url.password());
        properties.put("connectTimeout", "5");
        properties.put("loginTimeout", "5");
        properties.put("socketTimeout", "30");
        return DriverManager.getConnection(url.jdbc(database), properties);
    }
}
