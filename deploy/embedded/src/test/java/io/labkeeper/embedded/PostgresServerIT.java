package io.labkeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
    /** Long enough for a busy machine; the test of silence waits it out once. */
    private static final String LIMIT_SECONDS = "4";

    @TempDir
    Path dir;

    @BeforeEach
    void letOthersPass() throws IOException {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @Test
    void a_temporary_server_answers_and_leaves_nothing_behind() throws Exception {
        // Given
        PostgresServer server = PostgresServer.settings().start();
        Path home = server.log().getParent();

        // When
        String commit = query(server, "show synchronous_commit");
        server.close();

        // Then
        assertThat(commit).isEqualTo("on");
        assertThat(server.isRunning()).isFalse();
        assertThat(home).doesNotExist();
        assertThat(Ports.isFree(server.port())).isTrue();
    }

    @Test
    void data_survives_a_kill_and_a_restart_on_the_same_port() throws Exception {
        // Given
        try (PostgresServer server =
                PostgresServer.settings().withDataDir(dir.resolve("data")).start()) {
            update(server, "create table fact (n int)", "insert into fact values (41), (1)");
            int port = server.port();
            long pid = server.pid();

            // When
            server.kill();
            boolean runningAfterKill = server.isRunning();
            server.start();
            server.restart();

            // Then
            assertThat(runningAfterKill).isFalse();
            assertThat(query(server, "select sum(n) from fact")).isEqualTo("42");
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.pid()).isNotEqualTo(pid);
        }
    }

    @Test
    void a_paused_server_keeps_silent_on_open_and_new_connections_and_goes_on_afterwards() throws Exception {
        // Given
        try (PostgresServer server = PostgresServer.settings().start();
                Connection open = connect(server, "postgres", null)) {
            open.setNetworkTimeout(Runnable::run, 300);

            // When
            server.pause();

            // Then
            assertThatThrownBy(() -> open.createStatement().execute("select 1")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> connect(server, "postgres", null)).isInstanceOf(SQLException.class);
            server.resume();
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void other_users_need_their_password_and_so_does_the_superuser_who_has_one() throws Exception {
        // Given
        try (PostgresServer server =
                PostgresServer.settings().withSuperuserPassword("s3cret").start()) {
            try (Connection c = connect(server, "postgres", "s3cret")) {
                c.createStatement().execute("create role reader login password 'right'");
            }

            // When
            try (Connection reader = connect(server, "reader", "right")) {
                // Then
                assertThat(reader.isValid(1)).isTrue();
            }
            assertThatThrownBy(() -> connect(server, "reader", "wrong")).hasMessageContaining("password");
            assertThatThrownBy(() -> connect(server, "postgres", "wrong")).hasMessageContaining("password");
        }
    }

    @Test
    void a_port_in_use_is_a_failure_that_says_so() {
        // Given
        try (PostgresServer first = PostgresServer.settings().start()) {
            // When, then
            assertThatThrownBy(() ->
                            PostgresServer.settings().withPort(first.port()).start())
                    .isInstanceOf(ServerFailure.class)
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void another_user_than_root_needs_a_way_to_the_data_and_is_told_where_there_is_none() throws Exception {
        assumeThat(OrdinaryUser.isRoot())
                .as("only root has to become somebody else")
                .isTrue();
        // Given
        OrdinaryUser user = OrdinaryUser.otherUser();
        Path closed = Files.createDirectory(dir.resolve("closed"), permissions("rwx------"));
        Path open = Files.createDirectory(dir.resolve("open"), permissions("rwx--x--x"));

        // When
        try (PostgresServer server =
                PostgresServer.start(PostgresServer.settings().withDataDir(open.resolve("data")), user)) {
            // Then
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
        assertThatThrownBy(
                        () -> PostgresServer.start(PostgresServer.settings().withDataDir(closed.resolve("data")), user))
                .isInstanceOf(ServerFailure.class)
                .hasMessageContaining("cannot pass through " + closed);
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    @Test
    void root_can_run_it_as_another_user_where_namespaces_are_forbidden() throws Exception {
        assumeThat(OrdinaryUser.isRoot())
                .as("only root has to become somebody else")
                .isTrue();
        // Given
        OrdinaryUser user = OrdinaryUser.otherUser();

        // When
        try (PostgresServer server = PostgresServer.start(PostgresServer.settings(), user)) {
            // Then
            assertThat(query(server, "select 1")).isEqualTo("1");
            assertThat(Files.getAttribute(Path.of("/proc/" + server.pid()), "unix:uid"))
                    .isEqualTo(65534);
        }
    }

    @Test
    void a_detached_server_has_its_own_session_and_can_be_ended_by_whoever_knows_its_pid() throws Exception {
        // Given
        PostgresServer server = PostgresServer.settings()
                .withDataDir(dir.resolve("data"))
                .withDetached(true)
                .start();

        // When
        ServerProcess found =
                ServerProcess.find(server.pid(), server.process().startedAt()).orElseThrow();
        String stat = Files.readString(Path.of("/proc/" + found.pid() + "/stat"));
        PostgresServer.stop(found);

        // Then
        String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
        assertThat(session).isEqualTo(Long.toString(found.pid()));
        assertThat(server.isRunning()).isFalse();
        assertThat(ServerProcess.find(found.pid(), found.startedAt())).isEmpty();
    }

    private static Connection connect(PostgresServer server, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", user);
        properties.put("connectTimeout", LIMIT_SECONDS);
        properties.put("loginTimeout", LIMIT_SECONDS);
        properties.put("socketTimeout", LIMIT_SECONDS);
        if (password != null) {
            properties.put("password", password);
        }
        return DriverManager.getConnection(server.jdbcUrl("postgres"), properties);
    }

    private static String query(PostgresServer server, String sql) throws SQLException {
        try (Connection c = connect(server, "postgres", null);
                ResultSet rows = c.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void update(PostgresServer server, String... statements) throws SQLException {
        try (Connection c = connect(server, "postgres", null)) {
            for (String statement : statements) {
                c.createStatement().execute(statement);
            }
        }
    }
}
