package io.labkeeper.bench.start;

import io.labkeeper.bench.run.Quantiles;
import java.util.List;
import java.util.Locale;

/** The page as Markdown. Pure. */
final class StartPage {

    private StartPage() {}

    static String of(int vms, List<StartFigures> all) {
        StringBuilder page = new StringBuilder("# Cold start of a replica with " + vms + " VMs\n\n");
        page.append(
                "From the start of its process, the virtual machine's own start included; no class-data archive.\n\n");
        page.append(
                "| loaded from | starts | ready after, s (most) | all VMs answered after, s (most) |\n|---|---|---|---|\n");
        for (StartFigures figures : all) {
            page.append("| ").append(figures.from()).append(" | ");
            page.append(figures.readyMillis().size()).append(" | ");
            page.append(seconds(figures.readyMillis())).append(" | ");
            page.append(seconds(figures.answeredMillis())).append(" |\n");
        }
        return page.toString();
    }

    private static String seconds(List<Double> millis) {
        Quantiles spread = Quantiles.of(millis);
        return String.format(Locale.ROOT, "%.1f (%.1f)", spread.p50() / 1_000, spread.max() / 1_000);
    }
}
