package io.labkeeper.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics(List.of(
            "syncs_count{cluster=\"lab-a\",outcome=\"ok\"} 5",
            "syncs_count{cluster=\"lab-a\",outcome=\"timeout\"} 2.0",
            "syncs_count{cluster=\"lab-b\",outcome=\"ok\"} 7",
            "syncs_count_more{cluster=\"lab-a\"} 100",
            "started 1.5E3"));

    @Test
    void samplesWithTheseLabelsAreSummed() {
        assertThat(metrics.sum("syncs_count")).isEqualTo(14);
        assertThat(metrics.sum("syncs_count", "cluster=\"lab-a\"")).isEqualTo(7);
        assertThat(metrics.sum("syncs_count", "cluster=\"lab-a\"", "outcome=\"timeout\""))
                .isEqualTo(2);
    }

    @Test
    void aSampleWithoutLabelsIsFound() {
        assertThat(metrics.sum("started")).isEqualTo(1500);
    }

    @Test
    void whatIsNotThereIsZero() {
        assertThat(metrics.sum("stopped")).isZero();
    }
}
