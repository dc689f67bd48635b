package io.labkeeper.e2e.scenario.start;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One replica of each service starts while it cannot reach Redis, Postgres, or either; the other replicas can. */
final class StoresAway implements Scenario {
    private static final List<String> SERVICES = List.of("sync-worker", "inventory-service", "action-service");
    private static final Duration STARTED = Duration.ofSeconds(30);
    private static final Duration HEALED = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofSeconds(90);

    @Override
    public String id() {
        return "D-06";
    }

    @Override
    public String promise() {
        return "each of the three services started without Redis, without Postgres, and without both: the process is up and has"
                + " started within 30 s, and heals by itself within 20 s";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Api survivor = bench.readers().get(0);
        try (PromisedLoad load = PromisedLoad.on(bench, List.of(survivor), findings)) {
            round(bench, List.of("redis"), findings);
            round(bench, List.of("postgres"), findings);
            round(bench, List.of("redis", "postgres"), findings);
            load.allGood(findings);
        }
    }

    private static void round(Bench bench, List<String> away, Findings findings) {
        List<Part> before =
                SERVICES.stream().map(service -> second(bench, service)).toList();
        String without = "without " + String.join(" and ", away);
        mode(bench, away, Mode.DOWN);
        before.forEach(part -> bench.lab().kill(part.name()));
        CompletableFuture<Void> repaired = CompletableFuture.runAsync(bench.lab()::repair);
        try {
            before.forEach(part -> Eventually.happens(
                    part.name() + " started anew",
                    LONGEST,
                    () -> bench.lab().state().part(part.name()).pid() != part.pid()));
            long launched = System.nanoTime();
            for (Part part : before) {
                Eventually.happens(part.name() + " started", LONGEST, () -> bench.lab()
                        .health(part.name())
                        .started());
                findings.within(part.name() + " " + without + ": has started after", since(launched), STARTED);
            }
            findings.expect(
                    SERVICES.stream().allMatch(service -> second(bench, service).alive()),
                    without + ": all three processes are up");
        } finally {
            mode(bench, away, Mode.UP);
        }
        long back = System.nanoTime();
        Eventually.happens(
                "all three heal", LONGEST, () -> SERVICES.stream().allMatch(service -> well(bench, service)));
        findings.within(
                without + ", which come back: all three are ready and hear the feed after", since(back), HEALED);
        repaired.join();
    }

    private static void mode(Bench bench, List<String> stores, Mode mode) {
        stores.forEach(store -> SERVICES.forEach(service ->
                bench.lab().proxies().one(store, second(bench, service).name(), mode)));
    }

    private static Part second(Bench bench, String service) {
        return bench.lab().state().ofKind(service).get(1);
    }

    private static boolean well(Bench bench, String service) {
        Part part = second(bench, service);
        boolean hears = bench.lab().health(part.name()).ready()
                && Metrics.of(List.of(part)).sum("labkeeper_feed_trusted") == 1;
        return hears && answers(bench, service, part);
    }

    /** From Postgres or, in the end, through it; a worker that waits for a lease has nothing to answer. */
    private static boolean answers(Bench bench, String service, Part part) {
        Api replica = new Api(part.name(), part.url(), bench.lab().token("admin"));
        return switch (service) {
            case "inventory-service" -> replica.get("/api/vms").status() == 200;
            case "action-service" -> replica.get("/api/actions?limit=1").status() == 200;
            default -> true;
        };
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
