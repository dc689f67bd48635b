package io.labkeeper.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.labkeeper.inventory.InventoryJson;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenID Connect provider on the loopback interface, with discovery and keys, that can go away and come back. Started once per
 * JVM; it gives tokens whether it can be reached or not.
 *
 * <pre>{@code
 * @QuarkusTest
 * @QuarkusTestResource(TestIssuer.class)
 * class SomethingIT { … header("Authorization", "Bearer " + TestIssuer.token("alice")) … }
 * }</pre>
 *
 * <p>With the argument {@code reachable=false} it is away when the service starts.
 */
public final class TestIssuer implements QuarkusTestResourceLifecycleManager {
    /** What the services expect by default. */
    public static final String AUDIENCE = "labkeeper";

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final TestKey KEY = TestKey.create("test-key-1");
    private static final TestKey UNKNOWN_KEY = TestKey.create("test-key-nobody-knows");

    private static volatile List<TestKey> published = List.of(KEY);
    private static HttpServer server;
    private static ExecutorService threads;
    private static int port;

    private boolean reachable = true;

    @Override
    public void init(Map<String, String> arguments) {
        reachable = !"false".equals(arguments.get("reachable"));
    }

    @Override
    public Map<String, String> start() {
        up();
        if (!reachable) {
            down();
        }
        return Map.of("OIDC_ISSUER", url());
    }

    /** Ends it, so that nothing outlives the tests. */
    @Override
    public void stop() {
        down();
    }

    /** Where it is, and the {@code iss} of its tokens. */
    public static synchronized String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Can be reached, at the same place as before. */
    public static synchronized void up() {
        if (server != null) {
            return;
        }
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, discovery()));
        server.createContext("/keys", exchange -> answer(exchange, keys()));
        server.start();
    }

    /** Cannot be reached: connections are refused. */
    public static synchronized void down() {
        if (server != null) {
            server.stop(0);
            threads.shutdownNow();
            server = null;
        }
    }

    /** Publishes only the usual key, as in the beginning. */
    public static void publishUsualKey() {
        published = List.of(KEY);
    }

    /** Publishes the key of {@link #withUnknownKey} as well, as after a change of keys. */
    public static void publishNewKey() {
        published = List.of(KEY, UNKNOWN_KEY);
    }

    /** A good token. */
    public static String token(String user, String... roles) {
        return KEY.sign(claims(user, roles).map());
    }

    /** A good token that is soon over. */
    public static String shortLived(String user, Duration life) {
        return KEY.sign(claims(user).expiresIn(life).map());
    }

    public static String expired(String user) {
        return KEY.sign(claims(user).expiresIn(Duration.ofMinutes(-5)).map());
    }

    public static String withWrongAudience(String user) {
        return KEY.sign(claims(user).with("aud", "somebody-else").map());
    }

    public static String withWrongIssuer(String user) {
        return KEY.sign(claims(user).with("iss", "http://127.0.0.1:1/other").map());
    }

    /** Signed by a key that is not the one whose name it carries. */
    public static String withForgedSignature(String user) {
        return UNKNOWN_KEY.named(KEY.id()).sign(claims(user, "admin").map());
    }

    /** Signed by a key of whose name the service has never heard. */
    public static String withUnknownKey(String user, String... roles) {
        return UNKNOWN_KEY.sign(claims(user, roles).map());
    }

    /** {@code alg: none}. */
    public static String unsigned(String user) {
        return TestKey.unsigned(claims(user, "admin").map());
    }

    /** {@code alg: HS256} with the public key as the secret, for services that let the token choose. */
    public static String withPublicKeyAsSecret(String user) {
        return KEY.symmetric(claims(user, "admin").map());
    }

    private static TestClaims claims(String user, String... roles) {
        return TestClaims.of(url(), AUDIENCE, user, LIFE, roles);
    }

    private static String discovery() {
        return InventoryJson.write(Map.of(
                "issuer",
                url(),
                "jwks_uri",
                url() + "/keys",
                "authorization_endpoint",
                url() + "/authorize",
                "token_endpoint",
                url() + "/token",
                "id_token_signing_alg_values_supported",
                List.of("RS256"),
                "subject_types_supported",
                List.of("public"),
                "response_types_supported",
                List.of("code")));
    }

    private static String keys() {
        return InventoryJson.write(
                Map.of("keys", published.stream().map(TestKey::published).toList()));
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
