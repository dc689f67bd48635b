package io.labkeeper.e2e.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Result GOOD = new Result("S1", "it holds", List.of("10 reads | 0 × 5xx"), true, 1500);
    private static final Result BAD = new Result("S2", "it holds, too", List.of("FAILED: took 30 s"), false, 31_000);

    @Test
    void oneFailureFailsTheRun() {
        assertThat(report(GOOD).passed()).isTrue();
        assertThat(report(GOOD, BAD).passed()).isFalse();
    }

    @Test
    void aSkippedScenarioIsToldAndFailsNothing() {
        Result skipped = new Result("W-03", "it holds", List.of("SKIPPED: no such program"), false, true, 10);

        assertThat(report(GOOD, skipped).passed()).isTrue();
        assertThat(report(GOOD, skipped).table()).contains("W-03 skip    0.0 s", "1 of 2 passed, 1 skipped (seed 42)");
        assertThat(report(skipped).passed()).isFalse();
    }

    @Test
    void aRunWithoutScenariosHasNotPassed() {
        assertThat(report().passed()).isFalse();
    }

    @Test
    void theTableShowsPromiseMeasurementAndVerdict() {
        assertThat(report(GOOD, BAD).table()).isEqualTo("""
                        S1   pass    1.5 s  it holds
                                           - 10 reads | 0 × 5xx
                        S2   FAIL   31.0 s  it holds, too
                                           - FAILED: took 30 s
                        1 of 2 passed (seed 42)
                        """);
    }

    @Test
    void theFilesSayTheSame(@TempDir Path dir) throws IOException {
        // When
        report(GOOD, BAD).write(dir);

        // Then
        JsonNode json = Json.parse(Files.readString(dir.resolve("report.json")));
        assertThat(json.path("passed").asBoolean(true)).isFalse();
        assertThat(json.path("seed").asLong()).isEqualTo(42);
        assertThat(json.path("results").path(1).path("id").asText()).isEqualTo("S2");
        assertThat(json.path("results").path(1).path("duration_ms").asLong()).isEqualTo(31_000);
        assertThat(Files.readString(dir.resolve("report.md")))
                .contains("| S1 | it holds | 10 reads \\| 0 × 5xx | pass |", "| FAIL |", "1 of 2 passed");
    }

    private static Report report(Result... results) {
        return new Report("2026-01-15T10:30:00Z", 42, "a small lab", List.of(results));
    }
}
