package io.labkeeper.bench.changes;

import java.util.List;
import java.util.Locale;

/** The page as Markdown: a row a circumstance. Pure. */
final class ChangesPage {

    private ChangesPage() {}

    static String of(List<Lag> lags) {
        StringBuilder page = new StringBuilder("# From commit in Postgres to visible on another replica\n\n");
        page.append(
                "Written by sync-worker after a look at each VM; seen by asking the replica every millisecond or so.\n\n");
        page.append("| with | changes | commits | unseen | ms | wanted |\n|---|---|---|---|---|---|\n");
        for (Lag lag : lags) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %s | %s |%n",
                    lag.circumstance(),
                    lag.changes(),
                    lag.commits(),
                    lag.unseen(),
                    lag.millis().shown(),
                    lag.wanted() == null ? "–" : "≤ " + lag.wanted() + ": " + (lag.kept() ? "yes" : "NO")));
        }
        return page.toString();
    }
}
