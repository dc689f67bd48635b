package io.labkeeper.e2e.scenario.feed;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Everything that was said once is said again: twice, in any order, and late. */
final class Replayed implements Scenario {
    private static final Duration SHOWN = Duration.ofMillis(1500);
    private static final Duration LATE = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMillis(300);
    private static final int CHANGES = 4;
    private static final int TIMES = 3;

    @Override
    public String id() {
        return "B-05";
    }

    @Override
    public String promise() {
        return "messages that come again, out of order and late: no version goes back, nothing that was said once changes"
                + " anything, and all replicas equal Postgres";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench);
                Redis ear = bench.lab().redis();
                Redis mouth = bench.lab().redis()) {
            ear.ask("SUBSCRIBE", FeedRows.FEED);
            for (int i = 0; i < CHANGES; i++) {
                renaming.fromCommitToShown(SHOWN);
            }
            List<String> said = heard(ear);
            findings.expect(!said.isEmpty(), said.size() + " messages heard while " + CHANGES + " changes were made");
            again(said, mouth, bench);
            Eventually.pause(LATE);
            again(said, mouth, bench);
            findings.note("said " + 2 * TIMES + " times more in an order by chance, the second half after "
                    + LATE.toSeconds() + " s");
            findings.within("a new change is shown by all replicas after", renaming.fromCommitToShown(SHOWN), SHOWN);
            findings.expect(bench.replicasEqualPostgres());
            load.allGood(findings);
        }
    }

    private static List<String> heard(Redis ear) {
        List<String> said = new ArrayList<>();
        for (List<String> message = ear.next(SILENCE); !message.isEmpty(); message = ear.next(SILENCE)) {
            said.add(message.get(2));
        }
        return said;
    }

    private static void again(List<String> said, Redis mouth, Bench bench) {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            order.addAll(said);
        }
        Collections.shuffle(order, bench.random());
        order.forEach(message -> mouth.ask("PUBLISH", FeedRows.FEED, message));
    }
}
