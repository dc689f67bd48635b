package io.labkeeper.bench.reads;

import java.util.List;
import java.util.Locale;

/** The page as Markdown: a row a request. Pure. */
final class ReadsPage {

    private ReadsPage() {}

    /** @param setup the load in words */
    static String of(String setup, List<Comparison> comparisons) {
        StringBuilder page = new StringBuilder("# What a read costs beside ready bytes\n\n");
        page.append(setup).append("\n\n");
        page.append(
                "| read | bytes | against | ours/s | theirs/s | ratio (least – most) | by processor time | wanted |\n");
        page.append("|---|---|---|---|---|---|---|---|\n");
        comparisons.forEach(comparison -> row(page, comparison));
        return page.toString();
    }

    private static void row(StringBuilder page, Comparison row) {
        page.append(String.format(
                Locale.ROOT,
                "| %s | %d | %s | %.0f | %.0f | %.2f (%.2f – %.2f) | %.2f | %s |%n",
                row.name(),
                row.bytes(),
                row.against(),
                Comparison.median(row.ours(), Sample::perSecond),
                Comparison.median(row.theirs(), Sample::perSecond),
                row.ratio().p50(),
                row.ratio().min(),
                row.ratio().max(),
                row.processorRatio().p50(),
                row.wanted() == null ? "–" : verdict(row)));
    }

    private static String verdict(Comparison row) {
        return String.format(
                Locale.ROOT, "≥ %.1f: %s", row.wanted(), row.ratio().p50() >= row.wanted() ? "yes" : "NO");
    }
}
