package io.labkeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerIT {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @TempDir
    Path dir;

    @Test
    void a_temporary_server_answers_and_leaves_nothing_behind() throws Exception {
        // Given
        RedisServer server = RedisServer.settings().start();
        Path home = server.log().getParent();

        // When
        Object pong = command(server, "PING");
        server.close();

        // Then
        assertThat(pong).isEqualTo("PONG");
        assertThat(server.isRunning()).isFalse();
        assertThat(home).doesNotExist();
        assertThat(Ports.isFree(server.port())).isTrue();
    }

    @Test
    void restarted_it_is_empty_unless_it_keeps_a_file() throws Exception {
        // Given
        try (RedisServer forgetful = RedisServer.settings().start();
                RedisServer keeper =
                        RedisServer.settings().withDir(dir).withAppendOnly(true).start()) {
            command(forgetful, "SET", "fact", "42");
            command(keeper, "SET", "fact", "42");

            // When
            forgetful.kill();
            forgetful.start();
            keeper.restart();

            // Then
            assertThat(command(forgetful, "GET", "fact")).isNull();
            assertThat(command(keeper, "GET", "fact")).isEqualTo("42");
        }
    }

    @Test
    void a_paused_server_keeps_silent_and_goes_on_afterwards() throws Exception {
        // Given
        try (RedisServer server = RedisServer.settings().start()) {
            // When
            server.pause();

            // Then
            assertThatThrownBy(() -> command(server, "PING")).isInstanceOf(IOException.class);
            server.resume();
            assertThat(command(server, "PING")).isEqualTo("PONG");
        }
    }

    @Test
    void a_password_is_asked_for_and_stands_on_no_command_line() throws Exception {
        // Given
        try (RedisServer server = RedisServer.settings().withPassword("s3cret").start();
                RedisConnection connection = new RedisConnection("127.0.0.1", server.port(), LIMIT)) {
            // When
            assertThatThrownBy(() -> connection.command("GET", "x")).hasMessageStartingWith("NOAUTH");
            Object answer = connection.command("AUTH", "s3cret");

            // Then
            assertThat(answer).isEqualTo("OK");
            assertThat(connection.command("GET", "x")).isNull();
            assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/cmdline")))
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void users_of_an_acl_file_have_their_rights_and_no_more() throws Exception {
        // Given
        Path acl = Files.writeString(dir.resolve("users.acl"), """
                user default off
                user reader on >pw ~public:* +get
                """);
        try (RedisServer server = RedisServer.settings().withAclFile(acl).start();
                RedisConnection connection = new RedisConnection("127.0.0.1", server.port(), LIMIT)) {
            // When
            connection.command("AUTH", "reader", "pw");

            // Then
            assertThat(connection.command("GET", "public:x")).isNull();
            assertThatThrownBy(() -> connection.command("GET", "private:x")).hasMessageStartingWith("NOPERM");
            assertThatThrownBy(() -> connection.command("SET", "public:x", "1")).hasMessageStartingWith("NOPERM");
        }
    }

    @Test
    void messages_of_a_subscription_arrive() throws Exception {
        // Given
        try (RedisServer server = RedisServer.settings().start();
                RedisConnection subscriber = new RedisConnection("127.0.0.1", server.port(), LIMIT)) {
            subscriber.command("SUBSCRIBE", "news");

            // When
            command(server, "PUBLISH", "news", "hello");

            // Then
            assertThat(subscriber.readAnswer()).isEqualTo(List.of("message", "news", "hello"));
        }
    }

    private static Object command(RedisServer server, String... words) throws IOException {
        try (RedisConnection connection = new RedisConnection("127.0.0.1", server.port(), LIMIT)) {
            return connection.command(words);
        }
    }
}
