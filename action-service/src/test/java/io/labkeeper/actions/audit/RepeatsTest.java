package io.labkeeper.actions.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.actions.audit.Repeats.Kind;
import io.labkeeper.actions.audit.Repeats.Target;
import io.labkeeper.actions.audit.Repeats.Together;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private static final Target NONE = new Target(null, null);

    private final AtomicLong time = new AtomicLong();
    private final Repeats repeats = new Repeats(3, time::get);

    /** About the VM of that number each. */
    private long linesOf(String user, int requests) {
        return IntStream.range(0, requests)
                .filter(n -> repeats.ownLine(overLimit(user), new Target("lab-a", n)))
                .count();
    }

    private static Kind overLimit(String user) {
        return new Kind(user, "action_asked", "refused_over_limit");
    }

    @Test
    void theFirstHaveLinesOfTheirOwnAndOneTellsOfTheRest() {
        assertThat(linesOf("alice", 1_000)).isEqualTo(3);
        assertThat(linesOf("bob", 3)).isEqualTo(3);
        assertThat(repeats.over(false)).isEmpty();

        time.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(repeats.over(false))
                .containsExactly(new Together(overLimit("alice"), 997, new Target("lab-a", 999)));
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

        assertThat(repeats.ownLine(new Kind("alice", "action_asked", "refused_not_found"), NONE))
                .isTrue();
        assertThat(repeats.ownLine(new Kind("alice", "request_refused", "refused_forbidden"), NONE))
                .isTrue();
    }

    @Test
    void whatCouldNotBeWrittenIsToldWithTheMinuteThatRuns() {
        linesOf("alice", 10);
        Together unwritten = repeats.over(true).get(0);

        repeats.owe(unwritten);

        assertThat(linesOf("alice", 2)).as("it takes nobody's own line").isEqualTo(2);
        assertThat(repeats.over(false)).isEmpty();
        assertThat(repeats.over(true)).containsExactly(new Together(overLimit("alice"), 7, new Target("lab-a", 1)));
        assertThat(repeats.over(true)).isEmpty();
    }

    @Test
    void atTheEndWhatIsNotOverIsToldToo() {
        linesOf("alice", 5);

        assertThat(repeats.over(true)).extracting(Together::more).containsExactly(2);
    }
}
