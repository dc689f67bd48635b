package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Redis dies with all it held, and comes back with nothing. */
final class RestartedEmpty implements Scenario {
    private static final Duration LISTENED = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    @Override
    public String id() {
        return "R-03";
    }

    @Override
    public String promise() {
        return "Redis restarted empty: all services listen to the feed again within 2 s, and all keys are rebuilt within one"
                + " quick interval";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        int listeners = bench.lab().state().serviceProcesses().size();
        try (PromisedLoad load = PromisedLoad.on(bench, findings)) {
            bench.lab().kill("redis");
            forget(bench.lab().dir().resolve("redis"));
            CompletableFuture<Void> repaired = CompletableFuture.runAsync(bench.lab()::repair);
            try (Redis redis = Eventually.get("Redis back", LONGEST, () -> connection(bench))) {
                long back = System.nanoTime();
                findings.note("Redis back with " + redis.ask("DBSIZE") + " keys");
                Eventually.happens(
                        listeners + " listeners", LONGEST, () -> redis.listeners(RedisRows.FEED) >= listeners);
                findings.within(
                        listeners + " processes listen to the feed again after",
                        Duration.ofNanos(System.nanoTime() - back),
                        LISTENED);
                new Rebuilt(bench, findings).within(redis, "it answered", back);
            } finally {
                repaired.join();
            }
            load.allGood(findings);
        }
    }

    private static Optional<Redis> connection(Bench bench) {
        try {
            return Optional.of(bench.lab().redis());
        } catch (ProveException notYet) {
            return Optional.empty();
        }
    }

    /** What it would read at its start; its users are no data. */
    private static void forget(Path dir) {
        try (Stream<Path> all = Files.walk(dir)) {
            List<Path> data = all.filter(path -> dir.relativize(path).startsWith("appendonlydir"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            if (data.isEmpty()) {
                throw new ProveException("no data of Redis in " + dir);
            }
            for (Path path : data) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new ProveException("cannot delete the data of Redis", e);
        }
    }
}
