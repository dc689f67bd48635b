package io.labkeeper.testing;

import io.labkeeper.embedded.PostgresServer;
import java.net.URI;
import java.util.Optional;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A Postgres for tests, with its superuser.
 *
 * @param server the process, where we started it ourselves and can therefore kill it
 */
record TestPostgres(
        String host, int port, String database, String user, String password, Optional<PostgresServer> server) {

    /** What {@code TEST_PG_URL} names, else a container where Docker works, else an embedded server. */
    static TestPostgres obtain() {
        String external = System.getenv("TEST_PG_URL");
        if (external != null && !external.isBlank()) {
            System.out.println("tests use the external Postgres of TEST_PG_URL");
            return external(URI.create(external));
        }
        if (Docker.works()) {
            System.out.println("tests use a Postgres container");
            return container();
        }
        System.out.println("tests use an embedded Postgres");
        return embedded();
    }

    /** {@code postgresql://user:password@host:port/database}; the user must be allowed to make roles. */
    private static TestPostgres external(URI url) {
        String[] user = url.getUserInfo() == null
                ? new String[] {"postgres", ""}
                : url.getUserInfo().split(":", 2);
        return new TestPostgres(
                url.getHost(),
                url.getPort() < 0 ? 5432 : url.getPort(),
                url.getPath().substring(1),
                user[0],
                user.length > 1 ? user[1] : "",
                Optional.empty());
    }

    @SuppressWarnings("resource") // ends with the JVM, by Testcontainers' own watch
    private static TestPostgres container() {
        PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18");
        postgres.start();
        return new TestPostgres(
                postgres.getHost(),
                postgres.getMappedPort(5432),
                postgres.getDatabaseName(),
                postgres.getUsername(),
                postgres.getPassword(),
                Optional.empty());
    }

    private static TestPostgres embedded() {
        PostgresServer server = PostgresServer.settings().start();
        return new TestPostgres("127.0.0.1", server.port(), "postgres", "postgres", "", Optional.of(server));
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }
}
