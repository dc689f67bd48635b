package io.labkeeper.reader.events;

import io.quarkus.security.identity.SecurityIdentity;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** How long the credentials of a caller are good for. */
final class TokenLife {
    /** An API key has no end; nor does anything on a clock of nanoseconds reach this. */
    private static final Duration ENDLESS = Duration.ofDays(365L * 100);

    private TokenLife() {}

    /**
     * From now on, by this machine's clock, which is also what the token was checked by.
     *
     * @param grace added to the token's own time
     */
    static Duration of(SecurityIdentity identity, Duration grace) {
        if (identity.getPrincipal() instanceof JsonWebToken token && token.getExpirationTime() > 0) {
            Instant end = Instant.ofEpochSecond(token.getExpirationTime()).plus(grace);
            Duration left = Duration.between(Instant.now(), end);
            return left.compareTo(ENDLESS) > 0 ? ENDLESS : left;
        }
        return ENDLESS;
    }
}
