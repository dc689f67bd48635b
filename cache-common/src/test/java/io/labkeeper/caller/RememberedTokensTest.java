package io.labkeeper.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

/** How long a verified token is taken for good. */
class RememberedTokensTest {
    private static final Instant START = Instant.parse("2026-01-15T10:00:00Z");

    private final SteppedClock clock = new SteppedClock();
    private final RememberedTokens tokens = new RememberedTokens(100, Duration.ofSeconds(60), clock);

    @Test
    void whoever_was_let_in_is_known_by_the_very_token_alone() {
        tokens.remember(caller("alice", "token-of-alice", START.plusSeconds(600)));

        SecurityIdentity found = tokens.of("token-of-alice");

        assertThat(found.getPrincipal().getName()).isEqualTo("alice");
        assertThat(found.getRoles()).containsExactly("user");
        assertThat(tokens.of("token-of-alicf")).isNull();
        assertThat(tokens.of("")).isNull();
    }

    @Test
    void after_a_minute_it_is_verified_again() {
        tokens.remember(caller("alice", "token", START.plusSeconds(600)));

        clock.now = START.plusSeconds(59);
        assertThat(tokens.of("token")).isNotNull();
        clock.now = START.plusSeconds(60);
        assertThat(tokens.of("token")).isNull();
    }

    @Test
    void nothing_outlives_its_token() {
        tokens.remember(caller("alice", "token", START.plusSeconds(5)));
        tokens.remember(caller("bob", "over", START));

        assertThat(tokens.of("over")).isNull();
        clock.now = START.plusSeconds(4);
        assertThat(tokens.of("token")).isNotNull();
        clock.now = START.plusSeconds(5);
        assertThat(tokens.of("token")).isNull();
    }

    @Test
    void a_token_without_an_end_and_a_caller_without_a_token_are_not_remembered() {
        tokens.remember(caller("alice", "endless", Instant.EPOCH));
        tokens.remember(QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal("key:dashboard"))
                .build());

        assertThat(tokens.of("endless")).isNull();
        assertThat(tokens.of("key:dashboard")).isNull();
    }

    @Test
    void the_request_that_it_came_with_is_not_kept() {
        SecurityIdentity asked = QuarkusSecurityIdentity.builder(caller("alice", "token", START.plusSeconds(600)))
                .addAttribute("request", new Object())
                .build();

        tokens.remember(asked);

        assertThat(tokens.of("token").getAttributes()).isEqualTo(Map.of());
    }

    @Test
    void their_number_is_bounded() {
        for (int i = 0; i < 1_000; i++) {
            tokens.remember(caller("user-" + i, "token-" + i, START.plusSeconds(600)));
        }

        long known = java.util.stream.IntStream.range(0, 1_000)
                .filter(i -> tokens.of("token-" + i) != null)
                .count();

        assertThat(known).isBetween(1L, 100L);
    }

    @Test
    void none_is_remembered_where_it_is_switched_off() {
        RememberedTokens off = new RememberedTokens(100, Duration.ZERO, clock);

        off.remember(caller("alice", "token", START.plusSeconds(600)));

        assertThat(off.of("token")).isNull();
    }

    @Test
    void longer_than_a_minute_is_refused_at_the_start() {
        assertThatThrownBy(() -> new RememberedTokens(100, Duration.ofSeconds(61), clock))
                .hasMessageContaining("labkeeper.callers.remember-tokens");
        assertThatThrownBy(() -> new RememberedTokens(-1, Duration.ofSeconds(60), clock))
                .hasMessageContaining("labkeeper.callers.remembered-tokens");
    }

    private static SecurityIdentity caller(String name, String token, Instant end) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new Token(name, token, end))
                .addRole("user")
                .build();
    }

    private record Token(String name, String raw, Instant end) implements JsonWebToken, Principal {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public Set<String> getClaimNames() {
            return Set.of("raw_token", "exp");
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T getClaim(String claim) {
            return switch (claim) {
                case "raw_token" -> (T) raw;
                case "exp" -> (T) Long.valueOf(end.getEpochSecond());
                default -> null;
            };
        }
    }

    private static final class SteppedClock extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
