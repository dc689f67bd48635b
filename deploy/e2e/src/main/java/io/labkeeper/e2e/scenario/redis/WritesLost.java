package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Redis fails over to a replica that lagged: all connections break, and what comes back is a state of some changes ago. It is made of a
 * copy of all keys, put back while nobody is connected.
 */
final class WritesLost implements Scenario {
    private static final Duration SHOWN = Duration.ofMillis(3500);
    private static final int CHANGES = 2;

    @Override
    public String id() {
        return "R-07";
    }

    @Override
    public String promise() {
        return "Redis fails over to a state of some changes ago: no replica goes back, and Redis equals Postgres within one"
                + " quick interval";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench);
                Redis redis = bench.lab().redis()) {
            String head = "labkeeper:{" + renaming.cluster() + "}:head";
            Map<String, String> copy = copy(redis);
            Object old = redis.ask("HGET", head, "revision");
            for (int i = 0; i < CHANGES; i++) {
                renaming.fromCommitToShown(SHOWN);
            }
            Object lost = redis.ask("HGET", head, "revision");
            bench.lab().proxies().store("redis", Mode.DOWN);
            restore(redis, copy);
            bench.lab().proxies().store("redis", Mode.UP);
            long back = System.nanoTime();
            findings.note(
                    copy.size() + " keys put back; " + renaming.cluster() + " from revision " + lost + " to " + old);
            new Rebuilt(bench, findings).within(redis, "it was back", back);
            findings.expect(bench.replicasEqualPostgres());
            load.allGood(findings);
        }
    }

    private static Map<String, String> copy(Redis redis) {
        Map<String, String> copy = new TreeMap<>();
        for (String key : redis.list("KEYS", "*")) {
            Object dump = redis.ask("DUMP", key);
            if (dump != null) {
                copy.put(key, (String) dump);
            }
        }
        return copy;
    }

    private static void restore(Redis redis, Map<String, String> copy) {
        List.copyOf(redis.list("KEYS", "*")).forEach(key -> redis.ask("DEL", key));
        copy.forEach((key, dump) -> redis.ask("RESTORE", key, "0", dump));
    }
}
