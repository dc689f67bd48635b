package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.ProveException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;

/** Postgres in the hands of an administrator who does what none should. Goes there directly, past the proxies. */
public final class Postgres {
    private static final String SECONDS = "20";

    private final String jdbcUrl;

    /**
     * @param jdbcUrl with user and password of somebody who may do everything
     */
    public Postgres(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    /** Statements of one transaction, which has been begun and not yet ended. */
    public final class Transaction implements AutoCloseable {
        private final Connection connection = open();

        private Transaction() {}

        /** @return how many rows it touched, or whether the query has rows: 1 or 0 */
        public int run(String sql, Object... parameters) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                return statement.execute() ? (statement.getResultSet().next() ? 1 : 0) : statement.getUpdateCount();
            } catch (SQLException e) {
                throw refused(e);
            }
        }

        public void commit() {
            try {
                connection.commit();
            } catch (SQLException e) {
                throw refused(e);
            }
        }

        /** Without {@link #commit} nothing has happened. */
        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw refused(e);
            }
        }
    }

    public Transaction begin() {
        return new Transaction();
    }

    /** Runs one statement. @return as {@link Transaction#run} */
    public int run(String sql, Object... parameters) {
        try (Transaction transaction = begin()) {
            int result = transaction.run(sql, parameters);
            transaction.commit();
            return result;
        }
    }

    private Connection open() {
        Properties limits = new Properties();
        limits.setProperty("connectTimeout", SECONDS);
        limits.setProperty("socketTimeout", SECONDS);
        try {
            Connection connection = DriverManager.getConnection(jdbcUrl, limits);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private static ProveException refused(SQLException e) {
        return new ProveException("Postgres refused: " + e.getMessage(), e);
    }
}
