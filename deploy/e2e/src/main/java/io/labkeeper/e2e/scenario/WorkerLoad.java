package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.Part;
import java.time.Duration;
import java.util.List;

/** What the sync-workers carry from now on: their heap, and how long their event loops are at work without a pause. */
final class WorkerLoad {
    private static final double MEGABYTE = 1 << 20;
    private static final long MOST_HEAP = 512;
    private static final Duration LONGEST_TURN = Duration.ofMillis(200);
    private static final String BUSY = "labkeeper_worker_event_loop_busy_seconds";
    private static final String LATE = "labkeeper_worker_event_loop_late_seconds";

    private final Bench bench;
    private final double tooLongBefore;
    private double heap;
    private double busy;
    private double late;

    WorkerLoad(Bench bench) {
        this.bench = bench;
        this.tooLongBefore = tooLong();
    }

    /** To be called more often than twice a minute. */
    void look() {
        for (Part worker : bench.lab().state().ofKind("sync-worker")) {
            Metrics metrics = Metrics.of(List.of(worker));
            heap = Math.max(heap, metrics.sum("jvm_memory_used_bytes", "area=\"heap\""));
            busy = Math.max(busy, metrics.sum(BUSY + "_max"));
            late = Math.max(late, metrics.sum(LATE + "_max"));
        }
    }

    void tell(Findings findings) {
        long used = Math.round(heap / MEGABYTE);
        findings.expect(
                heap > 0 && used < MOST_HEAP, "largest heap of a sync-worker: " + used + " MB (< " + MOST_HEAP + ")");
        long tooLong = Math.round(tooLong() - tooLongBefore);
        findings.expect(
                tooLong == 0,
                "turns of their event loops with more than " + LONGEST_TURN.toMillis() + " ms of work: " + tooLong
                        + "; longest: " + millis(busy) + " ms, and " + millis(late)
                        + " ms with what the machine had a part in");
    }

    private double tooLong() {
        Metrics metrics = bench.workerMetrics();
        return metrics.sum(BUSY + "_count") - metrics.sum(BUSY + "_bucket", "le=\"0.2\"");
    }

    private static long millis(double seconds) {
        return Math.round(seconds * 1000);
    }
}
