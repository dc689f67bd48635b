package io.labkeeper.bench.sync;

import java.util.List;
import java.util.Locale;

/** What was promised of a sync, a line a promise and fleet, with what was measured and whether that keeps it. Pure. */
final class SyncPromises {
    static final String LIST = "GET /cluster/resources";
    static final String TASK_LOG = "GET /cluster/tasks";

    private static final int REQUESTS_A_TICK = 2;
    private static final int HEAP = 512;

    private SyncPromises() {}

    static String of(List<FleetCost> costs) {
        StringBuilder lines = new StringBuilder("\n");
        costs.forEach(cost -> {
            requests(lines, cost);
            rows(lines, cost);
            heap(lines, cost);
        });
        return lines.toString();
    }

    private static void requests(StringBuilder lines, FleetCost cost) {
        FleetCost.Idle idle = cost.idle();
        long each = idle.requests().getOrDefault(LIST, 0L) + idle.requests().getOrDefault(TASK_LOG, 0L);
        double perTick = idle.lists() == 0 ? 0 : (double) each / idle.lists();
        line(
                lines,
                cost,
                "requests each tick, unchanged: list and task log, at most " + REQUESTS_A_TICK,
                String.format(Locale.ROOT, "%.2f", perTick),
                idle.lists() > 0 && perTick <= REQUESTS_A_TICK);
    }

    private static void rows(StringBuilder lines, FleetCost cost) {
        FleetCost.Changes changes = cost.changes();
        line(
                lines,
                cost,
                "rows written for " + changes.asked() + " states that changed: " + changes.asked(),
                Integer.toString(changes.rows()),
                changes.rows() == changes.asked());
    }

    private static void heap(StringBuilder lines, FleetCost cost) {
        line(
                lines,
                cost,
                "heap of the worker, MiB: at most " + HEAP,
                cost.heapPeak() + " of the " + cost.heapLimit() + " that it may use",
                cost.heapPeak() <= HEAP);
    }

    private static void line(StringBuilder lines, FleetCost cost, String promised, String was, boolean kept) {
        lines.append("- ")
                .append(cost.vms())
                .append(" VMs: promised ")
                .append(promised)
                .append("; was ")
                .append(was)
                .append(": ")
                .append(kept ? "kept" : "NOT KEPT")
                .append('\n');
    }
}
