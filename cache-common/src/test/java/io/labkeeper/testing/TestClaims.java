package io.labkeeper.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a token says. */
final class TestClaims {
    private final Map<String, Object> claims = new LinkedHashMap<>();

    private TestClaims() {}

    static TestClaims of(String issuer, String audience, String user, Duration life, String... roles) {
        return new TestClaims()
                .with("iss", issuer)
                .with("aud", audience)
                .with("sub", UUID.nameUUIDFromBytes(user.getBytes()).toString())
                .with("preferred_username", user)
                .with("realm_access", Map.of("roles", List.of(roles)))
                .with("iat", Instant.now().minusSeconds(1).getEpochSecond())
                .expiresIn(life);
    }

    TestClaims with(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    TestClaims expiresIn(Duration life) {
        return with("exp", Instant.now().plus(life).getEpochSecond());
    }

    Map<String, Object> map() {
        return claims;
    }
}
