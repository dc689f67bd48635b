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
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * The four roles of the database, each with time limits, made by the files that make them in production (deploy/stores). What each may
 * do with the tables is granted by the migrations, which sync-worker runs as the owner.
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
        String quoted = quoted(database);
        try (Connection connection = open(admin, admin.database())) {
            run(connection, StoreFile.ROLES.with(passwords()));
            if (!exists(connection, "pg_database", "datname", database)) {
                run(connection, "CREATE DATABASE " + quoted + " OWNER " + OWNER);
                // Not in one that exists: others may be using it.
                run(connection, "REVOKE ALL ON DATABASE " + quoted + " FROM PUBLIC");
            }
        } catch (SQLException e) {
            throw LabError.failed("cannot prepare the roles in Postgres: " + e.getMessage(), e);
        }
        try (Connection connection = open(admin, database)) {
            run(connection, StoreFile.DATABASE.with(Map.of("database", quoted)));
        } catch (SQLException e) {
            throw LabError.failed("cannot prepare the database " + database + ": " + e.getMessage(), e);
        }
    }

    /** Ours hold letters, digits, '-' and '_' only. */
    private Map<String, String> passwords() {
        return Map.of(
                "owner_password", password(OWNER),
                "worker_password", password(WORKER),
                "action_password", password(ACTION),
                "reader_password", password(READER));
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
