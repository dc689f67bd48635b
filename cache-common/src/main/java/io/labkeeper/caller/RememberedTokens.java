package io.labkeeper.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The callers whose tokens were verified within the last minute. Verifying an RS256 signature on each request halves what a replica can
 * answer, and a page asks again and again with one token.
 *
 * <p>Bounded in number and time, and nothing outlives its token. Only what the identity provider's mechanism has let in is put in, so what
 * is not here is not refused but verified. Kept by a hash: how long a look-up takes tells nothing about the tokens that are known.
 */
@ApplicationScoped
public class RememberedTokens {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private record Remembered(SecurityIdentity identity, Instant until) {}

    private final Clock clock;
    private final Duration time;
    private final Cache<ByteBuffer, Remembered> byHash;

    @Inject
    public RememberedTokens(CallerConfig config) {
        this(config.rememberedTokens(), config.rememberTokens(), Clock.systemUTC());
    }

    RememberedTokens(int most, Duration time, Clock clock) {
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("labkeeper.callers.remember-tokens: " + time + " is not between 0 and "
                    + LONGEST.toSeconds() + " s");
        }
        if (most < 0) {
            throw new IllegalArgumentException("labkeeper.callers.remembered-tokens: " + most + " is less than 0");
        }
        this.clock = clock;
        this.time = time;
        this.byHash = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(time)
                .executor(Runnable::run)
                .build();
    }

    /** Whose token this is, if it was verified within the last minute and is still good; else null. */
    SecurityIdentity of(String token) {
        Remembered found = byHash.getIfPresent(hash(token));
        return found != null && clock.instant().isBefore(found.until()) ? found.identity() : null;
    }

    /**
     * Remembers somebody who was let in just now. One without a token, or whose token has no end, is not.
     *
     * @param identity what the mechanism has made of the token, with all that was added to it
     */
    void remember(SecurityIdentity identity) {
        if (identity.getPrincipal() instanceof JsonWebToken token
                && token.getRawToken() != null
                && token.getExpirationTime() > 0) {
            Instant now = clock.instant();
            Instant end = Instant.ofEpochSecond(token.getExpirationTime());
            Instant until = now.plus(time).isBefore(end) ? now.plus(time) : end;
            if (now.isBefore(until)) {
                byHash.put(hash(token.getRawToken()), new Remembered(lasting(identity), until));
            }
        }
    }

    /** Without the attributes: they hold the request that the token came with. */
    private static SecurityIdentity lasting(SecurityIdentity identity) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(identity.getPrincipal())
                .addRoles(identity.getRoles())
                .build();
    }

    private static ByteBuffer hash(String token) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
