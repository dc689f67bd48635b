package io.labkeeper.e2e.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a run has shown, for people and for programs.
 *
 * @param started RFC 3339
 * @param seed with which it can be run again
 * @param setup the lab and the pace, in words
 */
public record Report(
        @JsonProperty("started") String started,
        @JsonProperty("seed") long seed,
        @JsonProperty("setup") String setup,
        @JsonProperty("results") List<Result> results) {
    private static final int WIDTH = 100;

    public Report {
        results = List.copyOf(results);
    }

    /** Whether nothing failed, and something was proved. */
    @JsonProperty("passed")
    public boolean passed() {
        return results.stream().anyMatch(Result::passed)
                && results.stream().allMatch(result -> result.passed() || result.skipped());
    }

    /**
     * Writes {@code report.json} and {@code report.md}.
     *
     * @throws ProveException if it cannot
     */
    public void write(Path dir) {
        try {
            Files.createDirectories(dir);
            Files.writeString(dir.resolve("report.json"), Json.write(this) + "\n");
            Files.writeString(dir.resolve("report.md"), markdown());
        } catch (IOException e) {
            throw new ProveException("cannot write the report into " + dir, e);
        }
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# What `./lab prove` has shown\n\n");
        text.append("Started ").append(started).append(", seed ").append(seed);
        text.append("; ").append(setup).append(".\n\n");
        text.append("| id | promise | measured | |\n|---|---|---|---|\n");
        for (Result result : results) {
            text.append("| ").append(result.id());
            text.append(" | ").append(cell(result.promise()));
            text.append(" | ").append(cell(String.join("<br>", result.measured())));
            text.append(" | ").append(verdict(result)).append(" |\n");
        }
        return text.append('\n').append(summary()).append('\n').toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", "<br>");
    }

    /** The table for a terminal. */
    public String table() {
        StringBuilder text = new StringBuilder();
        for (Result result : results) {
            text.append(String.format(
                    Locale.ROOT, "%-4s %-4s %6.1f s  ", result.id(), verdict(result), result.millis() / 1000.0));
            text.append(wrapped(result.promise(), " ".repeat(19))).append('\n');
            for (String line : result.measured()) {
                text.append(" ".repeat(19)).append("- ");
                text.append(wrapped(line, " ".repeat(21))).append('\n');
            }
        }
        return text.append(summary()).append('\n').toString();
    }

    private String summary() {
        long good = results.stream().filter(Result::passed).count();
        long skipped = results.stream().filter(Result::skipped).count();
        return good + " of " + results.size() + " passed" + (skipped == 0 ? "" : ", " + skipped + " skipped")
                + " (seed " + seed + ")";
    }

    private static String verdict(Result result) {
        return result.passed() ? "pass" : result.skipped() ? "skip" : "FAIL";
    }

    private static String wrapped(String text, String indent) {
        StringBuilder lines = new StringBuilder();
        int used = 0;
        for (String word : text.split("\\s+")) {
            if (used > 0 && used + word.length() > WIDTH) {
                lines.append('\n').append(indent);
                used = 0;
            } else if (used > 0) {
                lines.append(' ');
            }
            lines.append(word);
            used += word.length() + 1;
        }
        return lines.toString();
    }
}
