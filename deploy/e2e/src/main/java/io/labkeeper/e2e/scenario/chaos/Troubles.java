package io.labkeeper.e2e.scenario.chaos;

import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.simulator.Fault;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Makes up troubles. Of each service only the first replica is ever killed or stopped, so that the second one lives through all of it
 * and can be watched for what it piles up; all else may befall both. Gateway, issuer and simulators are spared: they are in the place of
 * the world around, and what they remember is what the outcome is compared with.
 */
final class Troubles {
    private static final List<String> SERVICES = List.of("sync-worker", "inventory-service", "action-service");
    private static final List<String> STORES = List.of("redis", "postgres");
    private static final String FEED = "labkeeper:feed";
    private static final List<String> POISON = List.of(
            "{\"v\":1,\"kind\":",
            "{\"v\":99,\"kind\":\"changed\",\"from\":\"\"}",
            "\"" + "x".repeat(1024 * 1024) + "\"",
            "{\"v\":1,\"kind\":\"changed\",\"from\":\"\",\"cluster\":\"nowhere\",\"generation\":1,\"revision\":7,"
                    + "\"previous\":1,\"keys\":[101]}");
    private static final int LONGEST_DELAY_MS = 400;
    /** Of ten. */
    private static final int UNHEARD = 3;

    private final Random random;

    Troubles(Random random) {
        this.random = random;
    }

    /** The next one; every kind is as likely as the others. */
    Trouble next() {
        List<Supplier<Trouble>> kinds = List.of(
                this::killed,
                this::stopped,
                this::storeKilled,
                this::frozen,
                this::cutOff,
                this::slow,
                this::forgetful,
                this::poison,
                this::proxmox,
                this::unheard);
        return any(kinds).get();
    }

    private Trouble killed() {
        String part = any(SERVICES) + "-1";
        return Trouble.ending("kill -9", part, bench -> bench.lab().kill(part));
    }

    private Trouble stopped() {
        String part = any(SERVICES) + "-1";
        return Trouble.ending("stop", part, bench -> bench.lab().terminate(part));
    }

    private Trouble storeKilled() {
        String part = any(STORES);
        return Trouble.ending("kill -9", part, bench -> bench.lab().kill(part));
    }

    private Trouble frozen() {
        String part = random.nextInt(4) == 0 ? any(STORES) : replica();
        return Trouble.freezing(part);
    }

    private Trouble cutOff() {
        String store = any(STORES);
        Mode mode = any(List.of(Mode.DOWN, Mode.HANG, Mode.CUT));
        if (random.nextBoolean()) {
            return Trouble.of(
                    store + " " + mode + " for all",
                    bench -> bench.lab().proxies().store(store, mode),
                    bench -> bench.lab().proxies().store(store, Mode.UP));
        }
        String part = replica();
        return Trouble.of(
                store + " " + mode + " for " + part,
                bench -> bench.lab().proxies().one(store, part, mode),
                bench -> bench.lab().proxies().one(store, part, Mode.UP));
    }

    private Trouble slow() {
        String store = any(STORES);
        Duration delay = Duration.ofMillis(20 + random.nextInt(LONGEST_DELAY_MS));
        return Trouble.of(
                store + " slow by " + delay.toMillis() + " ms each way",
                bench -> bench.lab().proxies().delay(store, delay),
                bench -> bench.lab().proxies().store(store, Mode.UP));
    }

    private Trouble forgetful() {
        return random.nextBoolean()
                ? Trouble.once("FLUSHALL", bench -> redis(bench, "FLUSHALL"))
                : Trouble.once("all subscriptions killed", bench -> redis(bench, "CLIENT", "KILL", "TYPE", "pubsub"));
    }

    private Trouble poison() {
        int kind = random.nextInt(POISON.size());
        return Trouble.once(
                "poison " + kind + " in the feed", bench -> redis(bench, "PUBLISH", FEED, POISON.get(kind)));
    }

    private Trouble proxmox() {
        Fault fault = any(List.of(
                Fault.of("hang", Fault.LIST),
                Fault.of("reset", Fault.LIST),
                Fault.of("garbage", Fault.LIST),
                Fault.of("truncate", Fault.LIST),
                Fault.of("delay", "*").delay(Duration.ofSeconds(2)),
                Fault.status(500, "sick", "*"),
                Fault.status(596, "sick", "/nodes/*")));
        int cluster = random.nextInt(Integer.MAX_VALUE);
        return ofSimulator(fault, cluster);
    }

    private Trouble unheard() {
        return ofSimulator(Fault.obeyedButUnheard("*", UNHEARD / 10.0), random.nextInt(Integer.MAX_VALUE));
    }

    private static Trouble ofSimulator(Fault fault, int choice) {
        return Trouble.of(
                "Proxmox " + (char) ('a' + choice % 2) + ": " + new TreeMap<>(fault.order()),
                bench -> simulator(bench, choice).fault(fault),
                bench -> simulator(bench, choice).mend());
    }

    private static Simulator simulator(Bench bench, int choice) {
        List<Simulator> all = bench.simulators();
        return all.get(choice % 2 % all.size());
    }

    private static void redis(Bench bench, String... words) {
        try (Redis redis = bench.lab().redis()) {
            redis.ask(words);
        }
    }

    private String replica() {
        return any(SERVICES) + "-" + (1 + random.nextInt(2));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
