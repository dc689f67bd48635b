package io.labkeeper.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.security.AuthenticationFailedException;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdentityProviderOutageTest {
    private final AtomicLong nanos = new AtomicLong();
    private final IdentityProviderOutage outage = new IdentityProviderOutage(nanos::get);

    @Test
    void a_bad_token_is_the_callers_fault() {
        assertThat(outage.isBehind(new AuthenticationFailedException("expired")))
                .isFalse();
    }

    @Test
    void a_refused_connection_is_not() {
        assertThat(outage.isBehind(new AuthenticationFailedException(new ConnectException("refused"))))
                .isTrue();
    }

    @Test
    void a_bad_token_stays_bad_during_an_outage() {
        outage.isBehind(new AuthenticationFailedException(new ConnectException("refused")));

        assertThat(outage.isBehind(new AuthenticationFailedException("expired")))
                .isFalse();
    }

    @Test
    void a_failure_of_something_else_is_no_outage() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));

        assertThat(outage.isNamedBy(new IllegalStateException(new ConnectException("a store"))))
                .isFalse();
    }
}
