package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.lab.Health;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The passwords of our services in Redis are changed behind their backs, and their connections are closed. */
final class PasswordChanged implements Scenario {
    private static final List<String> USERS = List.of("worker", "action", "inventory");
    private static final Duration ALARM = Duration.ofSeconds(10);
    private static final Duration SHOWN = Duration.ofMillis(3500);
    private static final Duration HEALED = Duration.ofSeconds(10);

    @Override
    public String id() {
        return "R-08";
    }

    @Override
    public String promise() {
        return "Redis refuses our passwords: reads go on, readiness and metrics say so within 10 s, changes are shown within"
                + " 3.5 s, and all heals by itself once they are good again";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench);
                Redis redis = bench.lab().redis()) {
            Map<String, String> hashes = new TreeMap<>();
            USERS.forEach(user -> hashes.put(user, hashOf(redis, user)));
            hashes.forEach((user, hash) -> {
                redis.ask("ACL", "SETUSER", user, "resetpass", ">changed");
                redis.ask("CLIENT", "KILL", "USER", user);
            });
            long changed = System.nanoTime();
            try {
                Eventually.happens("the alarm", ALARM.multipliedBy(3), () -> alarm(bench));
                findings.within(
                        "every replica stays ready, and says that Redis does not answer and the feed is not heard, after",
                        Duration.ofNanos(System.nanoTime() - changed),
                        ALARM);
                findings.within("what is committed is shown after", renaming.fromCommitToShown(SHOWN), SHOWN);
            } finally {
                hashes.forEach((user, hash) -> redis.ask("ACL", "SETUSER", user, "resetpass", "#" + hash));
            }
            long good = System.nanoTime();
            Eventually.happens("all is well again", HEALED.multipliedBy(3), () -> well(bench));
            findings.within(
                    "passwords good again: healed without a restart after",
                    Duration.ofNanos(System.nanoTime() - good),
                    HEALED);
            load.allGood(findings);
        }
    }

    /** From a line such as "user worker on #hash …". */
    private static String hashOf(Redis redis, String user) {
        return redis.list("ACL", "LIST").stream()
                .filter(line -> line.startsWith("user " + user + " "))
                .flatMap(line -> Arrays.stream(line.split(" ")))
                .filter(word -> word.startsWith("#"))
                .map(word -> word.substring(1))
                .findFirst()
                .orElseThrow();
    }

    private static boolean alarm(Bench bench) {
        return readers(bench).stream().allMatch(part -> {
            Health health = new Health(part);
            return health.ready()
                    && !health.detail("redis_answers").asBoolean(true)
                    && !health.detail("feed_heard").asBoolean(true)
                    && trusted(part) == 0;
        });
    }

    private static boolean well(Bench bench) {
        return readers(bench).stream()
                .allMatch(part -> new Health(part).detail("redis_answers").asBoolean(false) && trusted(part) == 1);
    }

    private static double trusted(Part reader) {
        return Metrics.of(List.of(reader)).sum("labkeeper_feed_trusted");
    }

    private static List<Part> readers(Bench bench) {
        return bench.lab().state().ofKind("inventory-service");
    }
}
