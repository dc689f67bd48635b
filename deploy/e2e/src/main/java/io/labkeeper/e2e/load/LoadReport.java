package io.labkeeper.e2e.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a load. Latencies count from the moment a request was due, so that a stall shows in all requests it held up.
 *
 * @param byStatus answers by HTTP status
 * @param unanswered requests without an answer: refused, broken, timed out
 * @param examples of what was not 200, a few
 */
public record LoadReport(
        Map<Integer, Long> byStatus,
        long unanswered,
        Duration median,
        Duration p99,
        Duration max,
        List<String> examples) {

    public LoadReport {
        byStatus = new TreeMap<>(byStatus);
        examples = List.copyOf(examples);
    }

    public long answered() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }

    public long serverErrors() {
        return byStatus.entrySet().stream()
                .filter(entry -> entry.getKey() >= 500)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Whether there were requests, and each was answered with 200. */
    public boolean allGood() {
        return answered() > 0 && unanswered == 0 && answered() == byStatus.getOrDefault(200, 0L);
    }

    /** One line for the table. */
    public String describe() {
        String line = String.format(
                Locale.ROOT,
                "%d reads, %d × 5xx, %d without answer, %d other than 200; p50 %s, p99 %s, max %s ms",
                answered() + unanswered,
                serverErrors(),
                unanswered,
                answered() - serverErrors() - byStatus.getOrDefault(200, 0L),
                millis(median),
                millis(p99),
                millis(max));
        return examples.isEmpty() ? line : line + " (" + String.join("; ", examples) + ")";
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
    }
}
