package io.labkeeper.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.embedded.RedisSentinel;
import io.labkeeper.embedded.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers: Redis behind TLS, with a certificate made out for "localhost" alone, and behind a sentinel. */
class RedisWiresIT {
    private static final long LIMIT_SECONDS = 20;
    private static final String PASSWORD = "changeit";

    @TempDir
    Path dir;

    private Vertx vertx;
    private RedisServer redis;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        redis = RedisServer.settings().start();
    }

    @AfterEach
    void stop() {
        redis.close();
        vertx.close();
    }

    @Test
    void plain_it_goes_where_the_url_says() throws Exception {
        assertThat(ping(redis.url(), null)).isEqualTo("PONG");
    }

    @Test
    void with_tls_the_certificate_must_be_trusted_and_made_out_for_the_host() throws Exception {
        String certificate = certificateForLocalhost();
        int port = terminateTls();

        assertThat(ping("rediss://localhost:" + port, certificate)).isEqualTo("PONG");
        assertThatThrownBy(() -> ping("rediss://127.0.0.1:" + port, certificate))
                .hasRootCauseInstanceOf(java.security.cert.CertificateException.class);
        assertThatThrownBy(() -> ping("rediss://localhost:" + port, null))
                .hasStackTraceContaining(SSLHandshakeException.class.getSimpleName());
    }

    @Test
    void a_sentinel_tells_where_the_master_is() throws Exception {
        try (RedisSentinel sentinel = RedisSentinel.start("labs", redis.port())) {
            assertThat(ping("redis-sentinel://127.0.0.1:" + sentinel.port() + "/labs", null))
                    .isEqualTo("PONG");
            assertThatThrownBy(() -> ping("redis-sentinel://127.0.0.1:" + sentinel.port() + "/other", null))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    private String ping(String url, String caFile) throws Exception {
        RedisOptions options = new RedisOptions();
        new RedisWires(new Config(url, caFile)).customize("a client", options);
        Redis client = Redis.createClient(vertx, options);
        try {
            return client.send(Request.cmd(Command.PING))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .toString();
        } finally {
            client.close();
        }
    }

    /** The Redis at hand speaks no TLS, so that ends before it. */
    private int terminateTls() throws Exception {
        NetServer server = vertx.createNetServer(new NetServerOptions()
                .setHost("127.0.0.1")
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(dir.resolve("key.p12").toString())
                        .setPassword(PASSWORD)));
        server.connectHandler(this::pass);
        return server.listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                .actualPort();
    }

    private void pass(NetSocket client) {
        client.pause();
        vertx.createNetClient().connect(redis.port(), "127.0.0.1").onComplete(connected -> {
            if (connected.failed()) {
                client.close();
                return;
            }
            client.pipeTo(connected.result());
            connected.result().pipeTo(client);
        });
    }

    /** @return the file with the certificate */
    private String certificateForLocalhost() throws IOException, InterruptedException {
        String store = dir.resolve("key.p12").toString();
        String certificate = dir.resolve("certificate.pem").toString();
        keytool(
                "-genkeypair",
                "-keystore",
                store,
                "-storetype",
                "PKCS12",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2");
        keytool("-exportcert", "-rfc", "-keystore", store, "-file", certificate);
        return certificate;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "redis", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private record Config(String address, String certificates) implements RedisConfig {

        @Override
        public Optional<String> url() {
            return Optional.of(address);
        }

        @Override
        public Optional<String> caFile() {
            return Optional.ofNullable(certificates);
        }

        @Override
        public String prefix() {
            return "labkeeper:";
        }
    }
}
