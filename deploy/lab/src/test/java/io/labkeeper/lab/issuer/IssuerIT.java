package io.labkeeper.lab.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.embedded.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerIT {
    private static final Instant NOW = Instant.parse("2026-01-15T10:30:00Z");

    @TempDir
    static Path dir;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();
    private final String url = "http://127.0.0.1:" + port;
    private Vertx vertx;
    private Issuer issuer;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        issuer = new Issuer(dir.resolve("key"), url, Clock.fixed(NOW, ZoneOffset.UTC));
        issuer.listen(vertx, port).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void discovery_leads_to_the_key_that_verifies_a_token_of_the_token_endpoint() throws Exception {
        JsonObject discovery = get(url + "/.well-known/openid-configuration");

        JsonObject answer = post(discovery.getString("token_endpoint"), "grant_type=password&username=alice", 200);

        assertThat(discovery.getString("issuer")).isEqualTo(url);
        String token = answer.getString("access_token");
        JsonObject key = keyOf(token, get(discovery.getString("jwks_uri")));
        assertThat(verifies(token, key)).isTrue();
        assertThat(verifies(token.replaceFirst("\\.[^.]{4}", ".AAAA"), key)).isFalse();
        assertThat(answer.getInteger("expires_in")).isEqualTo(3600);
    }

    @Test
    void a_token_says_who_it_is_for_and_for_how_long() {
        JsonObject claims = part(issuer.token(DemoUser.named("operator").orElseThrow()), 1);

        assertThat(claims.getString("iss")).isEqualTo(url);
        assertThat(claims.getString("aud")).isEqualTo("labkeeper");
        assertThat(claims.getString("preferred_username")).isEqualTo("operator");
        assertThat(claims.getString("sub")).isNotBlank();
        assertThat(claims.getJsonObject("realm_access").getJsonArray("roles"))
                .isEqualTo(new JsonArray().add("operator"));
        assertThat(claims.getLong("iat")).isEqualTo(NOW.getEpochSecond());
        assertThat(claims.getLong("exp")).isEqualTo(NOW.getEpochSecond() + 3600);
    }

    @Test
    void strangers_and_other_grants_are_refused() throws Exception {
        assertThat(post(url + "/token", "grant_type=password&username=mallory", 400)
                        .getString("error"))
                .isEqualTo("invalid_grant");
        assertThat(post(url + "/token", "grant_type=client_credentials", 400).getString("error"))
                .isEqualTo("unsupported_grant_type");
    }

    @Test
    void the_key_is_the_same_after_a_restart() {
        Issuer again = new Issuer(dir.resolve("key"), url, Clock.fixed(NOW, ZoneOffset.UTC));

        DemoUser user = DemoUser.named("alice").orElseThrow();
        assertThat(part(again.token(user), 0)).isEqualTo(part(issuer.token(user), 0));
    }

    @Test
    void tokens_of_the_key_before_a_change_are_good_as_well() throws Exception {
        DemoUser user = DemoUser.named("alice").orElseThrow();
        String old = issuer.token(user);

        issuer.rotate();

        String fresh = issuer.token(user);
        JsonObject keys = get(url + "/jwks");
        assertThat(part(fresh, 0)).isNotEqualTo(part(old, 0));
        assertThat(verifies(old, keyOf(old, keys))).isTrue();
        assertThat(verifies(fresh, keyOf(fresh, keys))).isTrue();
        assertThat(issuer.asked()).isEqualTo(1);
        issuer.unrotate();
        assertThat(part(issuer.token(user), 0)).isEqualTo(part(old, 0));
    }

    @Test
    void it_can_be_switched_off_and_on_again() throws Exception {
        int controlled = Ports.free();
        int control = Ports.free();
        new IssuerControl(vertx, issuer, controlled)
                .listen(control)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        String keys = "http://127.0.0.1:" + controlled + "/jwks";
        String order = "http://127.0.0.1:" + control + "/_issuer?mode=";

        assertThat(put(order + "down")).isEqualTo(200);
        assertThatThrownBy(() -> get(keys)).isInstanceOf(IOException.class);
        assertThat(put(order + "up")).isEqualTo(200);
        assertThat(get(keys).getJsonArray("keys")).hasSize(1);
        assertThat(put(order + "sideways")).isEqualTo(400);
    }

    private int put(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private JsonObject get(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        return new JsonObject(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private JsonObject post(String address, String form, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(status);
        return new JsonObject(response.body());
    }

    private static JsonObject keyOf(String token, JsonObject jwks) {
        String id = part(token, 0).getString("kid");
        return jwks.getJsonArray("keys").stream()
                .map(JsonObject.class::cast)
                .filter(key -> key.getString("kid").equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static boolean verifies(String token, JsonObject jwk) throws Exception {
        PublicKey key = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(jwk.getString("n")), number(jwk.getString("e"))));
        int dot = token.lastIndexOf('.');
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(key);
        signature.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)));
    }

    private static BigInteger number(String base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
    }

    private static JsonObject part(String token, int index) {
        return new JsonObject(
                new String(Base64.getUrlDecoder().decode(token.split("\\.")[index]), StandardCharsets.UTF_8));
    }
}
