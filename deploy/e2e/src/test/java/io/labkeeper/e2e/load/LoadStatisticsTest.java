package io.labkeeper.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadStatisticsTest {
    private final LoadStatistics statistics = new LoadStatistics();

    @Test
    void percentilesAreExact() {
        // Given
        for (int millis = 5000; millis >= 1; millis--) {
            statistics.answered("r1", 200, Duration.ofMillis(millis));
        }

        // When
        LoadReport report = statistics.report();

        // Then
        assertThat(report.median()).isEqualTo(Duration.ofMillis(2500));
        assertThat(report.p99()).isEqualTo(Duration.ofMillis(4950));
        assertThat(report.max()).isEqualTo(Duration.ofMillis(5000));
        assertThat(report.allGood()).isTrue();
    }

    @Test
    void everyAnswerThatIsNot200IsCountedAndShown() {
        // Given
        statistics.answered("r1", 200, Duration.ofMillis(1));
        statistics.answered("r1", 503, Duration.ofMillis(1));
        statistics.answered("r2", 404, Duration.ofMillis(1));

        // When
        LoadReport report = statistics.report();

        // Then
        assertThat(report.byStatus()).isEqualTo(Map.of(200, 1L, 503, 1L, 404, 1L));
        assertThat(report.serverErrors()).isEqualTo(1);
        assertThat(report.allGood()).isFalse();
        assertThat(report.describe())
                .startsWith("3 reads, 1 × 5xx, 0 without answer, 1 other than 200")
                .contains("r1 answered 503; r2 answered 404");
    }

    @Test
    void oneRequestWithoutAnAnswerSpoilsTheLoad() {
        // Given
        statistics.answered("r1", 200, Duration.ofMillis(1));
        statistics.unanswered("r2", new ConnectException("refused"));

        // When
        LoadReport report = statistics.report();

        // Then
        assertThat(report.allGood()).isFalse();
        assertThat(report.describe())
                .startsWith("2 reads, 0 × 5xx, 1 without answer")
                .contains("refused");
    }

    @Test
    void aLoadWithoutRequestsIsNotGood() {
        assertThat(statistics.report().allGood()).isFalse();
    }

    @Test
    void onlyWhatWasOpenBetweenTwoMomentsCounts() {
        // Given
        long begin = System.nanoTime();
        statistics.answered("r1", 200, Duration.ofMillis(7));
        long end = System.nanoTime();

        // Then
        assertThat(statistics.p99Between(begin, end)).isEqualTo(Duration.ofMillis(7));
        assertThat(statistics.p99Between(
                        begin - Duration.ofHours(2).toNanos(),
                        begin - Duration.ofHours(1).toNanos()))
                .isZero();
        assertThat(statistics.p99Between(end + 1, end + Duration.ofHours(1).toNanos()))
                .isZero();
    }
}
