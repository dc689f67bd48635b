package io.labkeeper.e2e.scenario.feed;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.StoreProxies;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;

/** The connection on which a replica listens stays open, and nothing comes through it any more; its other connections go on. */
final class SubscriptionHalfOpen implements Scenario {
    private static final Duration NOTICED = Duration.ofSeconds(2);
    private static final Duration SHOWN = Duration.ofMillis(1500);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    @Override
    public String id() {
        return "B-03";
    }

    @Override
    public String promise() {
        return "a subscription half-open: noticed within 2 s, replaced, and what is committed meanwhile is shown within 1.5 s";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<Api> readers = bench.readers();
        Api deaf = readers.get(bench.random().nextInt(readers.size()));
        StoreProxies proxies = bench.lab().proxies();
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench)) {
            double lostBefore = FeedFigures.of(bench, deaf).lost();
            long half = mute(proxies, deaf);
            Eventually.happens(
                    deaf.name() + " notices",
                    LONGEST,
                    () -> FeedFigures.of(bench, deaf).lost() > lostBefore);
            findings.within(
                    deaf.name() + " noticed that it hears nothing after",
                    Duration.ofNanos(System.nanoTime() - half),
                    NOTICED);
            Eventually.happens(deaf.name() + " listens again", LONGEST, () -> FeedFigures.of(bench, deaf)
                    .trusted());
            mute(proxies, deaf);
            findings.within(
                    "half-open once more: a change committed then is shown there after",
                    renaming.fromCommitToShown(List.of(deaf), SHOWN, () -> {}),
                    SHOWN);
            Eventually.happens(
                    deaf.name() + " listens again",
                    LONGEST,
                    () -> FeedFigures.of(bench, deaf).lost() > lostBefore + 1
                            && FeedFigures.of(bench, deaf).trusted());
            load.allGood(findings);
        }
    }

    /** Its own echo tells which of its connections it is. @return when that went mute */
    private static long mute(StoreProxies proxies, Api reader) {
        int sprung = proxies.sprung(reader.name());
        proxies.mute(reader.name(), "labkeeper:echo:");
        Eventually.happens("a mute connection", LONGEST, () -> proxies.sprung(reader.name()) > sprung);
        return System.nanoTime();
    }
}
