package io.labkeeper.bench.sync;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The page as Markdown: a column a fleet size, so that what grows with the fleet stands out. Pure. */
final class SyncPage {

    private SyncPage() {}

    static String of(List<FleetCost> costs) {
        StringBuilder page = new StringBuilder("# What a sync costs\n\n");
        row(page, "VMs", costs, cost -> Integer.toString(cost.vms()));
        page.append("|---|").append("---|".repeat(costs.size())).append('\n');
        row(page, "of them running", costs, cost -> Long.toString(cost.running()));
        row(
                page,
                "unchanged: syncs, of them full",
                costs,
                cost -> cost.idle().lists() + ", " + cost.idle().fulls());
        row(
                page,
                "unchanged: revisions",
                costs,
                cost -> Long.toString(cost.idle().revisions()));
        for (String endpoint : endpoints(costs)) {
            row(page, endpoint + ", per sync / per full sync", costs, cost -> share(cost.idle(), endpoint));
        }
        row(
                page,
                "states changed: rows written, change sets",
                costs,
                cost -> cost.changes().rows() + " of " + cost.changes().asked() + ", "
                        + cost.changes().revisions());
        row(
                page,
                "the last list, read and written, ms",
                costs,
                cost -> Long.toString(cost.changes().listMillis()));
        row(page, "meanwhile, mean ms: fetch, diff, Postgres, Redis", costs, cost -> steps(cost.changes()));
        row(page, "worker: heap, resident, peak MiB", costs, cost -> cost.heapPeak() + ", " + cost.residentPeak());
        return page.append(SyncPromises.of(costs)).toString();
    }

    private static Set<String> endpoints(List<FleetCost> costs) {
        Set<String> endpoints = new TreeSet<>();
        costs.forEach(cost -> endpoints.addAll(cost.idle().requests().keySet()));
        return endpoints;
    }

    static String share(FleetCost.Idle idle, String endpoint) {
        long count = idle.requests().getOrDefault(endpoint, 0L);
        return per(count, idle.lists()) + " / " + per(count, idle.fulls());
    }

    private static String steps(FleetCost.Changes changes) {
        return changes.steps().stream()
                .map(step -> Long.toString(step.meanMillis()))
                .collect(Collectors.joining(", "));
    }

    private static String per(long count, long times) {
        return times == 0 ? "–" : String.format(Locale.ROOT, "%.2f", (double) count / times);
    }

    private static void row(StringBuilder page, String title, List<FleetCost> costs, Function<FleetCost, String> cell) {
        page.append("| ").append(title);
        costs.forEach(cost -> page.append(" | ").append(cell.apply(cost)));
        page.append(" |\n");
    }
}
