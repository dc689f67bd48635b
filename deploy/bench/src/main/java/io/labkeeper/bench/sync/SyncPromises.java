package io.labkeeper.bench.sync;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What was promised of a sync, a line a promise and fleet, with what was measured and whether that keeps it. Pure. */
final class SyncPromises {
    static final String LIST = "GET /cluster/resources";

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
        long configurations = sum(idle, SyncPromises::configuration);
        double perTick = share(sum(idle, endpoint -> !configuration(endpoint)), idle.lists());
        line(
                lines,
                cost,
                "requests each tick, unchanged: all but configurations, at most " + REQUESTS_A_TICK,
                String.format(Locale.ROOT, "%.2f", perTick),
                idle.lists() > 0 && perTick <= REQUESTS_A_TICK);
        // One round may reach over each edge of the time in which was counted.
        double due = cost.vms() / 12.0;
        line(
                lines,
                cost,
                String.format(Locale.ROOT, "configurations, unchanged: %.1f each full sync", due),
                configurations + " in " + idle.fulls(),
                configurations <= due * (idle.fulls() + 1));
    }

    private static boolean configuration(String endpoint) {
        return endpoint.endsWith("/config");
    }

    private static long sum(FleetCost.Idle idle, Predicate<String> which) {
        return idle.requests().entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static double share(long requests, long syncs) {
        return syncs == 0 ? 0 : (double) requests / syncs;
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
