package io.labkeeper.feed;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted of the feed. */
@ApplicationScoped
public class FeedMetrics {
    private final Counter published;
    private final Counter notPublished;
    private final Counter received;
    private final Counter skipped;
    private final Counter unreadable;
    private final Counter lost;
    private final AtomicInteger trusted;

    public FeedMetrics(MeterRegistry registry) {
        published = registry.counter("labkeeper.feed.published", "outcome", "ok");
        notPublished = registry.counter("labkeeper.feed.published", "outcome", "failed");
        received = registry.counter("labkeeper.feed.received", "outcome", "ok");
        skipped = registry.counter("labkeeper.feed.received", "outcome", "skipped");
        unreadable = registry.counter("labkeeper.feed.received", "outcome", "unreadable");
        lost = registry.counter("labkeeper.feed.subscription.lost");
        trusted = registry.gauge("labkeeper.feed.trusted", new AtomicInteger());
    }

    void published() {
        published.increment();
    }

    void notPublished() {
        notPublished.increment();
    }

    void received() {
        received.increment();
    }

    void skipped() {
        skipped.increment();
    }

    void unreadable() {
        unreadable.increment();
    }

    void lost() {
        lost.increment();
        trusted.set(0);
    }

    void trusted() {
        trusted.set(1);
    }
}
