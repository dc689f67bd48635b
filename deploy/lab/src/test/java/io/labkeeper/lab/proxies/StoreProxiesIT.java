package io.labkeeper.lab.proxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.embedded.Ports;
import io.labkeeper.embedded.RedisConnection;
import io.labkeeper.embedded.RedisServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreProxiesIT {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int control = Ports.free();
    private final int first = Ports.free();
    private final int second = Ports.free();
    private RedisServer redis;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.settings().start();
        StoreProxies proxies = new StoreProxies(List.of(
                new StoreProxies.Spec("redis", "sync-worker-1", first, "127.0.0.1", redis.port()),
                new StoreProxies.Spec("redis", "sync-worker-2", second, "127.0.0.1", redis.port())));
        proxies.listen(vertx, control).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        redis.close();
    }

    @Test
    void one_part_loses_its_store_and_the_others_do_not() throws Exception {
        assertThat(order("redis/sync-worker-1?mode=down")).isEqualTo(200);

        assertThatThrownBy(() -> ping(first)).isInstanceOf(IOException.class);
        assertThat(ping(second)).isEqualTo("PONG");
        assertThat(order("redis/sync-worker-1?mode=up")).isEqualTo(200);
        assertThat(ping(first)).isEqualTo("PONG");
    }

    @Test
    void hanging_and_delay_can_be_ordered() throws Exception {
        order("redis/sync-worker-1?mode=hang");
        order("redis/sync-worker-2?mode=delay&ms=100");

        assertThatThrownBy(() -> ping(first)).isInstanceOf(SocketTimeoutException.class);
        long start = System.nanoTime();
        assertThat(ping(second)).isEqualTo("PONG");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void an_order_that_cannot_be_is_refused() throws Exception {
        assertThat(order("redis/sync-worker-1?mode=explode")).isEqualTo(400);
        assertThat(order("redis/sync-worker-1")).isEqualTo(400);
        assertThat(order("redis/sync-worker-1?mode=delay&ms=soon")).isEqualTo(400);
        assertThat(order("redis/sync-worker-1?mode=mute")).isEqualTo(400);
        assertThat(order("postgres/sync-worker-1?mode=up")).isEqualTo(404);
    }

    private int order(String what) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control + "/_proxy/" + what))
                .timeout(Duration.ofSeconds(5))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static Object ping(int port) throws IOException {
        try (RedisConnection connection = new RedisConnection("127.0.0.1", port, Duration.ofSeconds(2))) {
            return connection.command("PING");
        }
    }
}
