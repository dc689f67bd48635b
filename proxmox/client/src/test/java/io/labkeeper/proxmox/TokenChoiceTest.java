package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenChoiceTest {

    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final AtomicLong nanos = new AtomicLong();
    private final TokenChoice one = new TokenChoice(1, MINUTE, nanos::get);
    private final TokenChoice two = new TokenChoice(2, MINUTE, nanos::get);

    @Test
    void theFirstIsSentUntilItIsRefused() {
        assertThat(two.first()).hasValue(0);

        two.refused(0);

        assertThat(two.otherThan(0)).hasValue(1);
        assertThat(two.first()).hasValue(1);
    }

    @Test
    void theOneThatWorkedIsRememberedEvenWhenTheOtherMayBeTriedAgain() {
        two.refused(0);
        two.accepted(1);

        nanos.addAndGet(MINUTE.toNanos());

        assertThat(two.first()).hasValue(1);
        assertThat(two.otherThan(1)).hasValue(0);
    }

    @Test
    void aSingleTokenIsTriedOnceAMinute() {
        one.refused(0);
        assertThat(one.otherThan(0)).isEmpty();

        nanos.addAndGet(MINUTE.toNanos() - 1);
        assertThat(one.first()).isEmpty();

        nanos.addAndGet(1);
        assertThat(one.first()).hasValue(0);
    }

    @Test
    void nothingIsSentWhileBothWereRefused() {
        two.refused(0);
        two.refused(1);

        assertThat(two.first()).isEmpty();
    }
}
