package io.labkeeper.bench.actions;

import io.labkeeper.bench.actions.Clicks.Click;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The page as Markdown: a column for each number of open tasks. Pure. */
final class ActionsPage {

    private ActionsPage() {}

    static String of(List<Clicks> all) {
        StringBuilder page = new StringBuilder("# How soon an action shows\n\n| p50 / p99 / longest, ms");
        all.forEach(clicks -> page.append(" | ").append(clicks.open()).append(" open"));
        page.append(" |\n|---|").append("---|".repeat(all.size())).append('\n');
        page.append("| actions measured");
        all.forEach(clicks -> page.append(" | ").append(clicks.clicks().size()));
        page.append(" |\n");
        row(page, "click to answer", all, Click::accepted);
        row(page, "click to `pending_action` on all replicas", all, Click::pending);
        row(page, "end of the task to the final state on all replicas", all, Click::ended);
        return page.toString();
    }

    private static void row(StringBuilder page, String title, List<Clicks> all, Function<Click, Duration> what) {
        page.append("| ").append(title);
        all.forEach(clicks -> page.append(" | ").append(clicks.times(what).text()));
        page.append(" |\n");
    }
}
