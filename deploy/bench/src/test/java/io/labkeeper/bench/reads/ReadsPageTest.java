package io.labkeeper.bench.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadsPageTest {

    private static Sample sample(double perSecond, double micros) {
        return new Sample(perSecond, micros, 1, 2);
    }

    private static Comparison comparison(Double wanted, List<Sample> ours, List<Sample> theirs) {
        return new Comparison("a user's 20 of 1000", "ready bytes", wanted, 12_000, ours, theirs);
    }

    @Test
    void aRoundIsComparedWithTheRoundBesideItAndNotWithAMean() {
        Comparison noisy = comparison(
                0.8,
                List.of(sample(900, 100), sample(90, 110), sample(800, 100)),
                List.of(sample(1000, 90), sample(100, 99), sample(1000, 80)));

        assertThat(noisy.ratio().p50()).isEqualTo(0.9);
        assertThat(noisy.ratio().min()).isEqualTo(0.8);
        assertThat(noisy.processorRatio().max()).isEqualTo(0.9);
        assertThat(ReadsPage.of("setup", List.of(noisy)))
                .contains("| a user's 20 of 1000 | 12000 | ready bytes | 800 | 1000 | 0.90 (0.80 – 0.90) | 0.90 |"
                        + " ≥ 0.8: yes |");
    }

    @Test
    void whatFallsShortIsSaidAndWhatWasNotPromisedIsNotJudged() {
        List<Sample> half = List.of(sample(500, 200));
        List<Sample> whole = List.of(sample(1000, 100));

        String page = ReadsPage.of("setup", List.of(comparison(0.8, half, whole), comparison(null, half, whole)));

        assertThat(page)
                .contains("0.50 (0.50 – 0.50) | 0.50 | ≥ 0.8: NO |")
                .contains("0.50 (0.50 – 0.50) | 0.50 | – |");
    }
}
