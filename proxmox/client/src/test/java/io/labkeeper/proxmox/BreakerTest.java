package io.labkeeper.proxmox;

import static io.labkeeper.proxmox.Breaker.Verdict.ANSWERED;
import static io.labkeeper.proxmox.Breaker.Verdict.BROKEN;
import static io.labkeeper.proxmox.Breaker.Verdict.NEITHER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Call LOCAL = Call.local("/cluster/resources", rest -> null);
    private static final Call PROXIED = Call.proxied("/nodes/{node}/qemu/{vmid}/config", rest -> null);

    private final AtomicLong nanos = new AtomicLong();
    private final List<Integer> states = new ArrayList<>();
    private final Breaker breaker = new Breaker(new Caution(Duration.ofSeconds(60), 3, PAUSE), nanos::get, states::add);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breaker.admits(LOCAL)).isTrue();
            breaker.ended(BROKEN);
        }
    }

    @Test
    void failuresInARowOpenIt() {
        fail(3);

        assertThat(breaker.admits(LOCAL)).isFalse();
        assertThat(breaker.refuses(LOCAL)).isTrue();
        assertThat(states).containsExactly(Breaker.CLOSED, Breaker.OPEN);
    }

    @Test
    void anAnswerInBetweenBeginsTheCountAnew() {
        fail(2);
        breaker.ended(ANSWERED);
        fail(2);

        assertThat(breaker.admits(LOCAL)).isTrue();
    }

    @Test
    void whatProvesNothingNeitherOpensNorResets() {
        fail(2);
        for (int i = 0; i < 100; i++) {
            breaker.ended(NEITHER);
        }
        assertThat(breaker.refuses(LOCAL)).isFalse();

        fail(1);

        assertThat(breaker.refuses(LOCAL)).isTrue();
    }

    @Test
    void afterThePauseOneCallFindsOut() {
        fail(3);
        nanos.addAndGet(PAUSE.toNanos());

        assertThat(breaker.admits(LOCAL)).isTrue();
        assertThat(breaker.admits(LOCAL)).as("a second one meanwhile").isFalse();
        breaker.ended(ANSWERED);

        assertThat(breaker.admits(LOCAL)).isTrue();
        assertThat(states).containsExactly(Breaker.CLOSED, Breaker.OPEN, Breaker.HALF_OPEN, Breaker.CLOSED);
    }

    @Test
    void aProbeInVainOpensItForAnotherPause() {
        fail(3);
        nanos.addAndGet(PAUSE.toNanos());
        assertThat(breaker.admits(LOCAL)).isTrue();

        breaker.ended(NEITHER);

        assertThat(breaker.admits(LOCAL)).isFalse();
        nanos.addAndGet(PAUSE.toNanos());
        assertThat(breaker.admits(LOCAL)).isTrue();
    }

    @Test
    void callsIntoADeadNodeThatEndMeanwhileDoNotHoldBackTheNextProbe() {
        fail(3);
        nanos.addAndGet(PAUSE.toNanos());
        assertThat(breaker.admits(LOCAL)).isTrue();
        nanos.addAndGet(PAUSE.toNanos() / 2);

        breaker.ended(NEITHER);
        nanos.addAndGet(PAUSE.toNanos() / 2);

        assertThat(breaker.admits(LOCAL)).isTrue();
    }

    @Test
    void aProbeThatIsPassedOnDoesNotHoldBackOneThatIsNot() {
        fail(3);
        nanos.addAndGet(PAUSE.toNanos());
        assertThat(breaker.admits(PROXIED)).isTrue();

        assertThat(breaker.admits(PROXIED)).isFalse();
        assertThat(breaker.admits(LOCAL)).isTrue();
        assertThat(breaker.refuses(LOCAL)).as("a second one meanwhile").isTrue();
    }

    @Test
    void aProbeThatNobodyAnswersOpensItAgain() {
        fail(3);
        nanos.addAndGet(PAUSE.toNanos());
        breaker.admits(LOCAL);
        nanos.addAndGet(PAUSE.toNanos() / 2);

        breaker.ended(BROKEN);

        nanos.addAndGet(PAUSE.toNanos() / 2);
        assertThat(breaker.refuses(LOCAL)).isTrue();
        assertThat(states).endsWith(Breaker.HALF_OPEN, Breaker.OPEN);
    }

    @Test
    void onlySilenceOfTheClusterItselfCounts() {
        assertThat(Breaker.Verdict.of(LOCAL, new ProxmoxException.TimedOut(""))).isEqualTo(BROKEN);
        assertThat(Breaker.Verdict.of(LOCAL, new ProxmoxException.ConnectionLost("", null)))
                .isEqualTo(BROKEN);
        assertThat(Breaker.Verdict.of(PROXIED, new ProxmoxException.Unreachable("", null)))
                .isEqualTo(BROKEN);
        assertThat(Breaker.Verdict.of(PROXIED, new ProxmoxException.TimedOut("")))
                .isEqualTo(NEITHER);
        assertThat(Breaker.Verdict.of(LOCAL, new ProxmoxException.CertificateRejected("", null)))
                .isEqualTo(NEITHER);
        assertThat(List.of(
                        new ProxmoxException.ServerError(500, "VM 100 not running"),
                        new ProxmoxException.NodeUnreachable(595, ""),
                        new ProxmoxException.Forbidden(""),
                        new ProxmoxException.Unauthorized(""),
                        new ProxmoxException.BadParameter("", Map.of())))
                .allMatch(failure -> Breaker.Verdict.of(PROXIED, failure) == ANSWERED);
    }
}
