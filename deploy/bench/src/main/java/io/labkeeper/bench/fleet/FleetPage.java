package io.labkeeper.bench.fleet;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The page as Markdown: a column a fleet size. Pure. */
final class FleetPage {
    private static final double WANTED = 1.2;

    private FleetPage() {}

    static String of(String setup, List<FleetCost> costs) {
        StringBuilder page = new StringBuilder("# What a user's list costs, by size of the fleet\n\n" + setup + "\n\n");
        row(page, "VMs in the fleet", costs, cost -> Integer.toString(cost.vms()));
        page.append("|---|").append("---|".repeat(costs.size())).append('\n');
        row(page, "VMs in the list", costs, cost -> Integer.toString(cost.shown()));
        row(page, "lists per second", costs, cost -> number("%.0f", cost.rate()));
        row(page, "processor time a list, µs", costs, cost -> number("%.0f", cost.micros()));
        row(page, "the same, against the smallest fleet", costs, cost -> number("%.2f", growth(costs, cost)));
        row(page, "heap in use, MiB", costs, cost -> number("%.1f", cost.heap() / 1048576.0));
        page.append('\n').append(verdict(costs)).append('\n');
        page.append(number("Memory: %.1f MiB of heap per 1,000 VMs.\n", memoryPerThousand(costs)));
        return page.toString();
    }

    private static String verdict(List<FleetCost> costs) {
        double last = growth(costs, costs.get(costs.size() - 1));
        return number("From first to last: %.2f", last)
                + number(", wanted at most %.1f: ", WANTED)
                + (last <= WANTED ? "yes." : "NO.");
    }

    static double growth(List<FleetCost> costs, FleetCost cost) {
        return cost.micros() / costs.get(0).micros();
    }

    /** In MiB, from the smallest fleet to the largest: what does not grow with the fleet is left out. */
    static double memoryPerThousand(List<FleetCost> costs) {
        FleetCost first = costs.get(0);
        FleetCost last = costs.get(costs.size() - 1);
        return (last.heap() - first.heap()) / 1048576.0 / (last.vms() - first.vms()) * 1_000;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static void row(StringBuilder page, String title, List<FleetCost> costs, Function<FleetCost, String> cell) {
        page.append("| ").append(title);
        costs.forEach(cost -> page.append(" | ").append(cell.apply(cost)));
        page.append(" |\n");
    }
}
