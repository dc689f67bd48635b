package io.labkeeper.e2e.scenario.feed;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;

/** Redis closes the connections that listen, and no others. */
final class SubscriptionsKilled implements Scenario {
    private static final Duration LISTENED = Duration.ofSeconds(1);
    private static final Duration SHOWN = Duration.ofMillis(1500);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    @Override
    public String id() {
        return "B-02";
    }

    @Override
    public String promise() {
        return "all subscriptions killed: all listen again within 1 s, and what is committed while they are killed again and"
                + " again is shown within 1.5 s";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench);
                Redis redis = bench.lab().redis()) {
            int listeners = bench.lab().state().serviceProcesses().size();
            Eventually.happens(listeners + " listeners", LONGEST, () -> redis.listeners(FeedRows.FEED) >= listeners);
            Object killed = redis.ask("CLIENT", "KILL", "TYPE", "pubsub");
            Duration took = Eventually.happens(
                    listeners + " listeners", LONGEST, () -> redis.listeners(FeedRows.FEED) >= listeners);
            findings.within(
                    killed + " subscriptions killed: " + listeners + " processes listen again after", took, LISTENED);
            Duration shown = renaming.fromCommitToShown(
                    bench.readers(), SHOWN, () -> redis.ask("CLIENT", "KILL", "TYPE", "pubsub"));
            findings.within("killed until a change was committed: shown by all replicas after", shown, SHOWN);
            Eventually.happens(listeners + " listeners", LONGEST, () -> redis.listeners(FeedRows.FEED) >= listeners);
            load.allGood(findings);
        }
    }
}
