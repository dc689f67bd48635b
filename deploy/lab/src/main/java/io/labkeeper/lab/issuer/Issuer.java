package io.labkeeper.lab.issuer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small OpenID Connect issuer for the demo users: discovery, keys, and a token endpoint that asks for no password. It has no
 * authorization endpoint, so a browser logs in at the gateway's page instead.
 *
 * <p>Tokens are RS256, live for an hour, and carry {@code iss}, {@code aud} (labkeeper), {@code sub}, {@code preferred_username} and
 * the roles at {@code realm_access.roles}, where Keycloak puts them.
 */
public final class Issuer {
    public static final String AUDIENCE = "labkeeper";
    public static final String ROLES_CLAIM = "realm_access/roles";
    public static final Duration LIFETIME = Duration.ofHours(1);
    private static final int LARGEST_FORM = 4096;

    private final SigningKey first;
    private volatile SigningKey key;
    /** All that it has ever signed with, since tokens live on. */
    private final List<SigningKey> published = new CopyOnWriteArrayList<>();

    private final AtomicLong asked = new AtomicLong();
    private final String url;
    private final Clock clock;

    /**
     * @param keyFile where the signing key is kept; made if it is not there
     * @param url our own address: the {@code iss} of every token
     */
    public Issuer(Path keyFile, String url, Clock clock) {
        this.first = SigningKey.loadOrMake(keyFile);
        this.key = first;
        this.published.add(first);
        this.url = url;
        this.clock = clock;
    }

    /** A token for that user, good from now on. */
    public String token(DemoUser user) {
        Instant now = clock.instant();
        return key.sign(new JsonObject()
                .put("iss", url)
                .put("aud", AUDIENCE)
                .put(
                        "sub",
                        UUID.nameUUIDFromBytes(user.name().getBytes(StandardCharsets.UTF_8))
                                .toString())
                .put("preferred_username", user.name())
                .put("realm_access", new JsonObject().put("roles", new JsonArray(user.roles())))
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(LIFETIME).getEpochSecond())
                .put("jti", UUID.randomUUID().toString()));
    }

    /** Listens on 127.0.0.1. */
    public Future<HttpServer> listen(Vertx vertx, int port) {
        return listen(vertx, "127.0.0.1", port);
    }

    /** Listens on that address of this machine; it gives tokens to whoever asks, so only in a network of its own. */
    public Future<HttpServer> listen(Vertx vertx, String host, int port) {
        Router router = Router.router(vertx);
        router.get("/.well-known/openid-configuration").handler(context -> context.json(discovery()));
        router.get("/jwks").handler(this::keys);
        router.post("/token")
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_FORM))
                .handler(this::tokenRequest);
        HttpServerOptions options =
                new HttpServerOptions().setHost(host).setPort(port).setIdleTimeout(60);
        return vertx.createHttpServer(options).requestHandler(router).listen();
    }

    private void keys(RoutingContext context) {
        asked.incrementAndGet();
        JsonArray keys = new JsonArray();
        published.forEach(each -> keys.add(each.jwk()));
        context.json(new JsonObject().put("keys", keys));
    }

    /** How often its keys were asked for. */
    long asked() {
        return asked.get();
    }

    /** Signs with a new key from now on; the ones before it stay published. Until the end of this process only. Takes a while. */
    void rotate() {
        SigningKey fresh = SigningKey.fresh();
        published.add(fresh);
        key = fresh;
    }

    /** Signs with the first key again. */
    void unrotate() {
        key = first;
    }

    private JsonObject discovery() {
        return new JsonObject()
                .put("issuer", url)
                .put("jwks_uri", url + "/jwks")
                .put("token_endpoint", url + "/token")
                .put("grant_types_supported", new JsonArray().add("password"))
                .put("response_types_supported", new JsonArray().add("token"))
                .put("subject_types_supported", new JsonArray().add("public"))
                .put("id_token_signing_alg_values_supported", new JsonArray().add("RS256"))
                .put("token_endpoint_auth_methods_supported", new JsonArray().add("none"))
                .put(
                        "claims_supported",
                        new JsonArray().add("sub").add("preferred_username").add("realm_access"));
    }

    private void tokenRequest(RoutingContext context) {
        if (!"password".equals(context.request().getFormAttribute("grant_type"))) {
            refuse(context, "unsupported_grant_type");
            return;
        }
        String name = context.request().getFormAttribute("username");
        DemoUser.named(name == null ? "" : name)
                .ifPresentOrElse(user -> grant(context, user), () -> refuse(context, "invalid_grant"));
    }

    private void grant(RoutingContext context, DemoUser user) {
        context.response().putHeader("Cache-Control", "no-store");
        context.json(new JsonObject()
                .put("access_token", token(user))
                .put("token_type", "Bearer")
                .put("expires_in", LIFETIME.toSeconds()));
    }

    private static void refuse(RoutingContext context, String error) {
        context.response().setStatusCode(400);
        context.json(new JsonObject().put("error", error));
    }
}
