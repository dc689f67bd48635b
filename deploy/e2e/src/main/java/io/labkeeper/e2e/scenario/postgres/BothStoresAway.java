package io.labkeeper.e2e.scenario.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.StoreProxies.Mode;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.FreshReader;
import io.labkeeper.e2e.scenario.FreshReader.Look;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;

/** Neither store can be reached: what is in memory is all there is. */
final class BothStoresAway implements Scenario {
    private static final Duration LOADED = Duration.ofSeconds(20);

    @Override
    public String id() {
        return "D-05";
    }

    @Override
    public String promise() {
        return "both stores away: a replica that knows the clusters answers, with their age, and calls them stale after three"
                + " quick intervals; one that starts now answers 503 and is not ready until a store is back";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<Api> readers = bench.readers();
        Api knows = readers.get(0);
        Api fresh = readers.get(1);
        try (PromisedLoad load = PromisedLoad.on(bench, List.of(knows), findings)) {
            bench.lab().proxies().all(Mode.DOWN);
            long away = System.nanoTime();
            try (FreshReader start = new FreshReader(bench, fresh)) {
                try {
                    Look first = start.firstAnswer();
                    findings.expect(
                            first.answer().status() == 503 && !first.ready(),
                            fresh.name() + ", which knows nothing, answers "
                                    + first.answer().status() + " and is " + (first.ready() ? "ready" : "not ready"));
                    stale(bench, knows, findings);
                    load.fast("both away", away, System.nanoTime(), PromisedLoad.FROM_MEMORY, findings);
                } finally {
                    bench.lab().proxies().all(Mode.UP);
                }
                Duration loaded =
                        Eventually.happens(fresh.name() + " answers", LOADED.multipliedBy(2), () -> start.look()
                                .filter(look -> look.answer().status() == 200)
                                .isPresent());
                findings.within("stores back: " + fresh.name() + " answers after", loaded, LOADED);
            }
            load.allGood(findings);
        }
    }

    private static void stale(Bench bench, Api knows, Findings findings) {
        Duration intervals = bench.pace().quick().multipliedBy(3);
        Answer[] last = new Answer[1];
        Eventually.happens(knows.name() + " calls all stale", intervals.plusSeconds(15), () -> {
            last[0] = knows.get("/api/vms");
            return last[0].json().path("stale").asBoolean() && allStale(last[0].json());
        });
        String age = last[0].headers().firstValue("Labkeeper-Age").orElse("none");
        findings.expect(
                last[0].status() == 200 && age.matches("\\d+") && Long.parseLong(age) >= intervals.toSeconds(),
                knows.name() + " answers " + last[0].status() + ", all "
                        + last[0].json().path("vms").size() + " VMs stale, Labkeeper-Age " + age);
    }

    private static boolean allStale(JsonNode page) {
        for (JsonNode vm : page.path("vms")) {
            if (!vm.path("stale").asBoolean()) {
                return false;
            }
        }
        return !page.path("vms").isEmpty();
    }
}
