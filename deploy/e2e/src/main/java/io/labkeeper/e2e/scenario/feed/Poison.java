package io.labkeeper.e2e.scenario.feed;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;

/** Messages that none of ours sends. */
final class Poison implements Scenario {
    private static final Duration COUNTED = Duration.ofSeconds(5);
    private static final Duration SHOWN = Duration.ofMillis(1500);
    private static final int TEN_MEGABYTES = 10 * 1024 * 1024;

    @Override
    public String id() {
        return "B-04";
    }

    @Override
    public String promise() {
        return "poison in the feed (no JSON, an unknown version, 10 MB, revision 2^63, a revision and a cluster that do not"
                + " exist): counted, no subscription lost, and the next good message works";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench);
                Redis redis = bench.lab().redis()) {
            String id = renaming.cluster();
            Story story = new Story(bench, redis, findings);
            story.say("no JSON", "unreadable", "{\"v\":1,\"kind\":");
            story.say("an unknown version", "skipped", "{\"v\":99,\"kind\":\"changed\",\"from\":\"\"}");
            story.say("10 MB", "unreadable", "\"" + "x".repeat(TEN_MEGABYTES) + "\"");
            story.say("revision 2^63", "unreadable", changed(id, "9223372036854775808"));
            story.say("a revision far ahead", "ok", changed(id, "9223372036854775807"));
            story.say("a cluster that does not exist", "ok", changed("nowhere", "7"));
            findings.within("then a change is shown by all replicas after", renaming.fromCommitToShown(SHOWN), SHOWN);
            story.nobodyLost();
            findings.expect(bench.replicasEqualPostgres());
            load.allGood(findings);
        }
    }

    private static String changed(String cluster, String revision) {
        return "{\"v\":1,\"kind\":\"changed\",\"from\":\"\",\"cluster\":\"" + cluster
                + "\",\"generation\":1,\"revision\":" + revision + ",\"previous\":1,\"keys\":[101]}";
    }

    private static final class Story {
        private final Bench bench;
        private final Redis redis;
        private final Findings findings;
        private final List<Api> readers;
        private final double lostBefore;

        Story(Bench bench, Redis redis, Findings findings) {
            this.bench = bench;
            this.redis = redis;
            this.findings = findings;
            this.readers = bench.readers();
            this.lostBefore = lost();
        }

        void say(String what, String outcome, String message) {
            List<Double> before = counted(outcome);
            redis.ask("PUBLISH", FeedRows.FEED, message);
            Duration took = Eventually.happens(what + " counted by all replicas", COUNTED.multipliedBy(4), () -> {
                List<Double> now = counted(outcome);
                return java.util.stream.IntStream.range(0, now.size()).allMatch(i -> now.get(i) > before.get(i));
            });
            findings.within(what + ": counted as " + outcome + " by all replicas after", took, COUNTED);
        }

        private List<Double> counted(String outcome) {
            return readers.stream()
                    .map(reader -> FeedFigures.of(bench, reader).received(outcome))
                    .toList();
        }

        void nobodyLost() {
            findings.expect(lost() == lostBefore, "no replica lost its subscription");
        }

        private double lost() {
            return readers.stream()
                    .mapToDouble(reader -> FeedFigures.of(bench, reader).lost())
                    .sum();
        }
    }
}
