package io.labkeeper.lab.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.embedded.PostgresServer;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.Secrets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresRolesIT {
    @TempDir
    static Path dir;

    private static PostgresServer postgres;
    private static PostgresRoles roles;
    private static PostgresUrl admin;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.settings().withSuperuserPassword("super").start();
        admin = new PostgresUrl("postgres", "super", "127.0.0.1", postgres.port(), "postgres");
        roles = new PostgresRoles(new Secrets(LabDir.of(dir)));
        roles.prepare(admin, PostgresRoles.DATABASE);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void the_owner_makes_tables_and_the_services_cannot() throws Exception {
        try (Connection owner = as(PostgresRoles.OWNER)) {
            owner.createStatement().execute("CREATE TABLE fact (n int)");
        }
        for (String role : new String[] {PostgresRoles.WORKER, PostgresRoles.ACTION, PostgresRoles.READER}) {
            try (Connection service = as(role)) {
                assertThatThrownBy(() -> service.createStatement().execute("CREATE TABLE other (n int)"))
                        .hasMessageContaining("permission denied");
                assertThatThrownBy(() -> service.createStatement().execute("SELECT * FROM fact"))
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void no_service_waits_for_ever() throws Exception {
        for (String role : new String[] {PostgresRoles.WORKER, PostgresRoles.ACTION, PostgresRoles.READER}) {
            assertThat(setting(role, "statement_timeout")).isEqualTo("10s");
            assertThat(setting(role, "lock_timeout")).isEqualTo("2s");
            assertThat(setting(role, "idle_in_transaction_session_timeout")).isEqualTo("10s");
        }
    }

    @Test
    void preparing_again_changes_nothing_and_the_passwords_still_work() throws Exception {
        roles.prepare(admin, PostgresRoles.DATABASE);

        assertThat(setting(PostgresRoles.READER, "statement_timeout")).isEqualTo("10s");
    }

    @Test
    void a_database_of_yours_keeps_its_other_users_whatever_its_name() throws Exception {
        try (Connection superuser = DriverManager.getConnection(admin.jdbc("postgres"), "postgres", "super")) {
            superuser.createStatement().execute("CREATE DATABASE \"Our-Lab\"");
            superuser.createStatement().execute("CREATE ROLE neighbour LOGIN PASSWORD 'next door'");
        }

        roles.prepare(admin, "Our-Lab");

        try (Connection neighbour = DriverManager.getConnection(admin.jdbc("Our-Lab"), "neighbour", "next door");
                Connection owner = DriverManager.getConnection(
                        admin.jdbc("Our-Lab"), PostgresRoles.OWNER, roles.password(PostgresRoles.OWNER))) {
            assertThat(neighbour.isValid(1)).isTrue();
            assertThat(owner.createStatement().execute("CREATE TABLE fact (n int)"))
                    .isFalse();
        }
    }

    @Test
    void a_url_of_yours_is_taken_apart() {
        PostgresUrl url = PostgresUrl.parse("postgresql://me:p%40ss@db.example:6543/lab");

        assertThat(url.user()).isEqualTo("me");
        assertThat(url.password()).isEqualTo("p@ss");
        assertThat(url.jdbc(url.database())).isEqualTo("jdbc:postgresql://db.example:6543/lab");
        assertThat(url.toString()).isEqualTo("postgresql://db.example:6543/lab").doesNotContain("p@ss");
    }

    private static String setting(String role, String name) throws SQLException {
        try (Connection connection = as(role);
                ResultSet rows = connection.createStatement().executeQuery("SHOW " + name)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection as(String role) throws SQLException {
        return DriverManager.getConnection(admin.jdbc(PostgresRoles.DATABASE), role, roles.password(role));
    }
}
