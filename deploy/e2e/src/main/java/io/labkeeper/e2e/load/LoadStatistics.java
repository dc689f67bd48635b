package io.labkeeper.e2e.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Counts the answers of a load and keeps every latency, so that percentiles are exact. Safe to use from any thread. */
final class LoadStatistics {
    private static final int EXAMPLES = 5;

    private final Map<Integer, Long> byStatus = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private long[] latencies = new long[1024];
    private long[] ends = new long[1024];
    private int[] statuses = new int[1024];
    private int count;
    private long unanswered;

    synchronized void answered(String reader, int status, Duration latency) {
        if (count == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
            statuses = Arrays.copyOf(statuses, 2 * count);
        }
        ends[count] = System.nanoTime();
        statuses[count] = status;
        latencies[count++] = latency.toNanos();
        byStatus.merge(status, 1L, Long::sum);
        if (status != 200) {
            example(reader + " answered " + status);
        }
    }

    synchronized void unanswered(String reader, Throwable why) {
        unanswered++;
        example(reader + ": " + why);
    }

    private void example(String text) {
        if (examples.size() < EXAMPLES && !examples.contains(text)) {
            examples.add(text);
        }
    }

    synchronized LoadReport report() {
        long[] sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        return new LoadReport(
                byStatus, unanswered, at(sorted, 0.50), at(sorted, 0.99), at(sorted, 1.0), List.copyOf(examples));
    }

    /**
     * How long answers took that were there, or were due, between two moments of {@link System#nanoTime()}.
     *
     * @return the latency that 99 of 100 did not exceed; zero if there were none
     */
    synchronized Duration p99Between(long from, long to) {
        return p99(i -> ends[i] - from >= 0 && ends[i] - latencies[i] - to <= 0);
    }

    /** How long answers with this status took, as {@link #p99Between}. */
    synchronized Duration p99Of(int status) {
        return p99(i -> statuses[i] == status);
    }

    private Duration p99(IntPredicate counts) {
        long[] sorted = IntStream.range(0, count)
                .filter(counts)
                .mapToLong(i -> latencies[i])
                .sorted()
                .toArray();
        return at(sorted, 0.99);
    }

    /** The least latency that this share of the answers did not exceed. */
    private static Duration at(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Duration.ZERO;
        }
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return Duration.ofNanos(sorted[Math.max(0, index)]);
    }
}
