package io.labkeeper.e2e.scenario.feed;

import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.scenario.Bench;
import java.util.List;

/** What a replica counts of the feed. */
record FeedFigures(Metrics metrics) {

    static FeedFigures of(Bench bench, Api reader) {
        return new FeedFigures(Metrics.of(List.of(bench.lab().state().part(reader.name()))));
    }

    /** @param outcome ok, skipped, unreadable */
    double received(String outcome) {
        return metrics.sum("labkeeper_feed_received_total", "outcome=\"" + outcome + "\"");
    }

    /** How often its subscription was lost. */
    double lost() {
        return metrics.sum("labkeeper_feed_subscription_lost_total");
    }

    /** Whether it listens and may rely on that. */
    boolean trusted() {
        return metrics.sum("labkeeper_feed_trusted") == 1;
    }
}
