package io.labkeeper.bench.stream;

import java.util.Locale;

/** The page as Markdown. Pure. */
final class StreamPage {
    private static final double SECOND = 1_000;
    private static final long CUT = 15_000;

    /** What a look every quarter of a second and a sweep every second add to the 15 s. */
    private static final long LOOKS = 2_000;

    private StreamPage() {}

    static String of(StreamFigures figures) {
        StringBuilder page =
                new StringBuilder("# Streams of events\n\n| what | measured | promised |\n|---|---|---|\n");
        row(page, "clients on one replica", "%d, all open after %d ms", figures.clients(), figures.openedMillis());
        page.append("| from commit in Postgres to a client, ms | ")
                .append(figures.told().shown())
                .append(" (")
                .append(figures.told().count())
                .append(" deliveries, ")
                .append(figures.lost())
                .append(" lost) | all within 1 s: ")
                .append(yes(figures.lost() == 0 && figures.told().max() <= SECOND))
                .append(" |\n");
        row(page, "heap a client, KiB", "%.1f", figures.heapPerClient() / 1024.0);
        row(page, "resident memory a client, KiB", "%.1f", figures.residentPerClient() / 1024.0);
        row(page, "processor while nothing changes, %% of one", "%.1f", figures.idleProcessorPercent());
        page.append("| the same beside a client that reads nothing, ms | ")
                .append(figures.toldBesideSlow().shown())
                .append(" | not delayed |\n");
        page.append(String.format(
                Locale.ROOT,
                "| the client that reads nothing was cut off after, ms | %d | 15 s without progress: %s |%n",
                figures.slowCutMillis(),
                yes(figures.slowCutMillis() != StreamFigures.NEVER && figures.slowCutMillis() <= CUT + LOOKS)));
        return page.toString();
    }

    private static String yes(boolean kept) {
        return kept ? "yes" : "NO";
    }

    private static void row(StringBuilder page, String what, String format, Object... values) {
        page.append("| ").append(String.format(Locale.ROOT, what)).append(" | ");
        page.append(String.format(Locale.ROOT, format, values)).append(" | |\n");
    }
}
