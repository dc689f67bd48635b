package io.labkeeper.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.e2e.check.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private final List<String> told = new ArrayList<>();
    private final Findings findings = new Findings(told::add);

    @Test
    void aTimeWithinItsBoundPasses() {
        findings.within("pending after", Duration.ofMillis(100), Duration.ofMillis(100));

        assertThat(findings.passed()).isTrue();
        assertThat(told).containsExactly("pending after 100 ms (≤ 100)");
    }

    @Test
    void oneBrokenPromiseAmongGoodOnesFails() {
        findings.expect(true, "good");
        findings.within("pending after", Duration.ofMillis(101), Duration.ofMillis(100));
        findings.expect(new CheckResult(true, "good, too"));

        assertThat(findings.passed()).isFalse();
        assertThat(findings.measured()).containsExactly("good", "FAILED: pending after 101 ms (≤ 100)", "good, too");
    }

    @Test
    void nothingMeasuredIsNotPassed() {
        assertThat(findings.passed()).isFalse();
    }

    @Test
    void whatCannotBePlayedHereHasNeitherPassedNorFailed() {
        findings.skip("no such program here");

        assertThat(findings.passed()).isFalse();
        assertThat(findings.skipped()).isTrue();
        assertThat(findings.measured()).containsExactly("SKIPPED: no such program here");
    }

    @Test
    void aBrokenPromiseBeforeThatFailsAllTheSame() {
        findings.expect(false, "bad");
        findings.skip("no such program here");

        assertThat(findings.skipped()).isFalse();
    }
}
