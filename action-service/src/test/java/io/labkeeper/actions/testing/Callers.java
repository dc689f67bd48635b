package io.labkeeper.actions.testing;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** An OpenID Connect issuer as the service finds it in production: by discovery. */
public final class Callers implements QuarkusTestResourceLifecycleManager {
    private static final String AUDIENCE = "labkeeper";
    private static KeyPair keys;
    private static HttpServer server;
    private static String issuer;

    @Override
    public Map<String, String> start() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        serve("/.well-known/openid-configuration", discovery());
        serve("/jwks", jwks());
        server.start();
        return Map.of("OIDC_ISSUER", issuer, "OIDC_AUDIENCE", AUDIENCE);
    }

    private static String discovery() {
        return "{\"issuer\": \"%1$s\", \"jwks_uri\": \"%1$s/jwks\", \"token_endpoint\": \"%1$s/token\"}"
                .formatted(issuer);
    }

    private static String jwks() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"keys\": [{\"kty\": \"RSA\", \"use\": \"sig\", \"alg\": \"RS256\", \"kid\": \"k1\", \"n\": \"%s\", \"e\": \"%s\"}]}"
                .formatted(base64(key.getModulus()), base64(key.getPublicExponent()));
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] unsigned = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
    }

    private static void serve(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    /** A token of the issuer for a user with these roles. */
    public static String token(String user, String... roles) {
        return signed(claims(user, roles).claim("preferred_username", user));
    }

    /** A token as some providers give to programs: valid, but without a user's name. */
    public static String namelessToken(String... roles) {
        return signed(claims("service-account", roles));
    }

    private static JwtClaimsBuilder claims(String subject, String... roles) {
        return Jwt.issuer(issuer)
                .audience(AUDIENCE)
                .subject(subject)
                .claim("realm_access", Map.of("roles", List.of(roles)))
                .expiresIn(3600);
    }

    private static String signed(JwtClaimsBuilder claims) {
        return claims.jws().keyId("k1").sign(keys.getPrivate());
    }
}
