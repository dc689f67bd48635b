package io.labkeeper.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {

    @Test
    void theyAreFiguresThatOccurred() {
        Quantiles hundred = Quantiles.of(
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) (101 - i)).toList());

        assertThat(hundred).isEqualTo(new Quantiles(100, 1, 50, 99, 100));
        assertThat(Quantiles.of(List.of(7.0))).isEqualTo(new Quantiles(1, 7, 7, 7, 7));
        assertThat(hundred.shown()).isEqualTo("p50 50.0, p99 99.0, max 100.0");
    }

    @Test
    void ofNothingThereAreNone() {
        assertThat(Quantiles.of(List.of()).count()).isZero();
        assertThat(Quantiles.of(List.of()).p50()).isNaN();
    }
}
