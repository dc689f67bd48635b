package io.labkeeper.e2e.scenario.feed;

import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.StoreProxies;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;

/** One message of the feed does not reach one replica; its subscription stays as it was. */
final class MessageLost implements Scenario {
    private static final Duration SHOWN = Duration.ofMillis(1500);
    private static final int ROUNDS = 3;

    @Override
    public String id() {
        return "B-01";
    }

    @Override
    public String promise() {
        return "a message lost on its way to one replica: that replica is right within 1.5 s of the commit";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<Api> readers = bench.readers();
        Api deaf = readers.get(bench.random().nextInt(readers.size()));
        StoreProxies proxies = bench.lab().proxies();
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench)) {
            double lostBefore = FeedFigures.of(bench, deaf).lost();
            for (int round = 1; round <= ROUNDS; round++) {
                int sprung = proxies.sprung(deaf.name());
                proxies.swallow(deaf.name(), "\"kind\":\"changed\"");
                Duration took = renaming.fromCommitToShown(List.of(deaf), SHOWN, () -> {});
                findings.within(
                        (proxies.sprung(deaf.name()) - sprung) + " message to " + deaf.name()
                                + " lost, the change shown there after",
                        took,
                        SHOWN);
                findings.expect(proxies.sprung(deaf.name()) == sprung + 1, "it was the one message of the change");
            }
            findings.expect(
                    FeedFigures.of(bench, deaf).lost() == lostBefore,
                    "the subscription of " + deaf.name() + " lived on");
            load.allGood(findings);
        }
    }
}
