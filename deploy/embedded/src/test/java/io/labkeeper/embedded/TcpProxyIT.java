package io.labkeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyIT {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private RedisServer redis;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.settings().start();
        proxy = TcpProxy.start(0, "127.0.0.1", redis.port());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        redis.close();
    }

    @Test
    void up_it_passes_everything_and_forgets_clients_that_leave() throws Exception {
        // When
        try (RedisConnection connection = connect()) {
            connection.command("SET", "long", "x".repeat(1_000_000));

            // Then
            assertThat((String) connection.command("GET", "long")).hasSize(1_000_000);
            assertThat(proxy.connections()).isEqualTo(1);
        }
        Awaitility.await().atMost(LIMIT).until(() -> proxy.connections() == 0);
    }

    @Test
    void down_it_closes_old_and_new_connections_at_once() throws Exception {
        // Given
        try (RedisConnection old = connect()) {
            old.command("PING");

            // When
            proxy.down();

            // Then
            assertThatThrownBy(() -> old.command("PING"))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(this::ping).isNotInstanceOf(SocketTimeoutException.class);
            proxy.up();
            assertThat(ping()).isEqualTo("PONG");
        }
    }

    @Test
    void it_swallows_one_answer_with_a_text() throws Exception {
        // Given
        try (RedisConnection subscriber = connect();
                RedisConnection publisher = connect()) {
            subscriber.command("SUBSCRIBE", "news");
            proxy.swallow("second");

            // When
            publisher.command("PUBLISH", "news", "first");
            assertThat(subscriber.readAnswer()).asString().contains("first");
            publisher.command("PUBLISH", "news", "second");
            assertThatThrownBy(subscriber::readAnswer).isInstanceOf(SocketTimeoutException.class);
            publisher.command("PUBLISH", "news", "second");

            // Then
            assertThat(subscriber.readAnswer()).asString().contains("second");
        }
    }

    @Test
    void it_mutes_the_connection_with_a_text_and_no_other() throws Exception {
        // Given
        try (RedisConnection one = connect();
                RedisConnection other = connect()) {
            one.command("PING");
            other.command("PING");
            proxy.mute("half-open");

            // When, then
            assertThatThrownBy(() -> one.command("ECHO", "half-open")).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> one.command("PING")).isInstanceOf(SocketTimeoutException.class);
            assertThat(other.command("PING")).isEqualTo("PONG");
            assertThat(ping()).isEqualTo("PONG");
        }
    }

    @Test
    void hanging_it_keeps_connections_silent_and_delivers_afterwards() throws Exception {
        // Given
        try (RedisConnection old = connect()) {
            old.command("PING");

            // When
            proxy.hang();

            // Then
            assertThatThrownBy(() -> old.command("ECHO", "late")).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(this::ping).isInstanceOf(SocketTimeoutException.class);
            proxy.up();
            assertThat(old.readAnswer()).isEqualTo("late");
        }
    }

    @Test
    void delayed_it_takes_that_long_each_way() throws Exception {
        // Given
        proxy.delay(100);
        try (RedisConnection connection = connect()) {
            // When
            long start = System.nanoTime();
            connection.command("PING");
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            // Then
            assertThat(took).isBetween(Duration.ofMillis(200), Duration.ofSeconds(2));
        }
    }

    @Test
    void cut_it_closes_what_is_open_and_takes_new_clients() throws Exception {
        // Given
        try (RedisConnection old = connect()) {
            old.command("PING");

            // When
            proxy.cut();

            // Then
            assertThatThrownBy(() -> old.command("PING")).isInstanceOf(IOException.class);
            assertThat(ping()).isEqualTo("PONG");
        }
    }

    @Test
    void half_an_answer_is_an_answer_cut_in_the_middle() throws Exception {
        // Given
        try (RedisConnection connection = connect()) {
            connection.command("SET", "key", "0123456789");

            // When
            proxy.half(7);

            // Then: "$10\r\n" and two of ten bytes
            assertThatThrownBy(() -> connection.command("GET", "key"))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
            proxy.up();
            assertThat(ping()).isEqualTo("PONG");
        }
    }

    @Test
    void a_target_that_is_away_looks_like_down_and_not_like_hanging() throws Exception {
        // Given
        redis.stop();

        // When, then
        assertThatThrownBy(this::ping).isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
    }

    private RedisConnection connect() throws IOException {
        return new RedisConnection("127.0.0.1", proxy.port(), LIMIT);
    }

    private Object ping() throws IOException {
        try (RedisConnection connection = connect()) {
            return connection.command("PING");
        }
    }
}
