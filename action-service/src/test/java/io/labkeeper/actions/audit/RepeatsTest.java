package io.labkeeper.actions.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.actions.audit.Repeats.Together;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private final AtomicLong time = new AtomicLong();
    private final Repeats repeats = new Repeats(3, time::get);

    private long linesOf(String user, int requests) {
        return IntStream.range(0, requests)
                .filter(n -> repeats.ownLine(user, "action_asked", "refused_over_limit"))
                .count();
    }

    @Test
    void theFirstHaveLinesOfTheirOwnAndOneTellsOfTheRest() {
        assertThat(linesOf("alice", 1_000)).isEqualTo(3);
        assertThat(linesOf("bob", 3)).isEqualTo(3);
        assertThat(repeats.over(false)).isEmpty();

        time.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(repeats.over(false))
                .containsExactly(new Together("alice", "action_asked", "refused_over_limit", 997));
        assertThat(repeats.over(true)).isEmpty();
    }

    @Test
    void eachMinuteBeginsAnew() {
        linesOf("alice", 10);
        time.addAndGet(Duration.ofMinutes(1).toNanos());
        repeats.over(false);

        assertThat(linesOf("alice", 10)).isEqualTo(3);
    }

    @Test
    void otherThingsAskedInVainHaveLinesOfTheirOwn() {
        linesOf("alice", 10);

        assertThat(repeats.ownLine("alice", "action_asked", "refused_not_found"))
                .isTrue();
        assertThat(repeats.ownLine("alice", "request_refused", "refused_forbidden"))
                .isTrue();
    }

    @Test
    void atTheEndWhatIsNotOverIsToldToo() {
        linesOf("alice", 5);

        assertThat(repeats.over(true)).extracting(Together::more).containsExactly(2);
    }
}
