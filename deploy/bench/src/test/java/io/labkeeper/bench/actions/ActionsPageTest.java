package io.labkeeper.bench.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.bench.actions.Clicks.Click;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActionsPageTest {

    private static Click click(int millis) {
        return new Click(Duration.ofMillis(millis), Duration.ofMillis(2L * millis), Duration.ofMillis(3L * millis));
    }

    @Test
    void eachNumberOfOpenTasksHasAColumn() {
        Clicks one = new Clicks(1, List.of(click(10)));
        Clicks ten = new Clicks(
                10,
                IntStream.rangeClosed(1, 100).mapToObj(ActionsPageTest::click).toList());

        String page = ActionsPage.of(List.of(one, ten));

        assertThat(page)
                .contains("| p50 / p99 / longest, ms | 1 open | 10 open |")
                .contains("| actions measured | 1 | 100 |")
                .contains("| click to answer | 10 / 10 / 10 | 50 / 99 / 100 |")
                .contains("| click to `pending_action` on all replicas | 20 / 20 / 20 | 100 / 198 / 200 |")
                .contains("| end of the task to the final state on all replicas | 30 / 30 / 30 | 150 / 297 / 300 |");
    }

    @Test
    void ofNothingAllTimesAreZero() {
        assertThat(Times.of(List.of()).text()).isEqualTo("0 / 0 / 0");
    }
}
