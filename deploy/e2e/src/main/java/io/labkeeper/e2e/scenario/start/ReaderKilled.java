package io.labkeeper.e2e.scenario.start;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.FreshReader;
import io.labkeeper.e2e.scenario.FreshReader.Look;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A replica is killed and starts anew: it must not be ready before it has something to tell, nor tell half of it. */
final class ReaderKilled implements Scenario {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "K-04";
    }

    @Override
    public String promise() {
        return "a reader killed with -9: the others go on, and the one that starts is ready only when it answers, and with all"
                + " VMs from its first answer on";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<Api> readers = bench.readers();
        Api killed = readers.get(0);
        int vms = readers.get(1).vms("?templates=true").size();
        try (PromisedLoad load = PromisedLoad.on(bench, readers.subList(1, readers.size()), findings)) {
            long at = System.nanoTime();
            List<Look> looks = new ArrayList<>();
            try (FreshReader start = new FreshReader(bench, killed)) {
                Eventually.happens(killed.name() + " ready", LONGEST, () -> {
                    start.look().ifPresent(looks::add);
                    return !looks.isEmpty() && looks.get(looks.size() - 1).ready();
                });
            }
            tooEarly(looks, vms, findings);
            load.fast("one of two readers dead", at, System.nanoTime(), PromisedLoad.FROM_MEMORY, findings);
            load.allGood(findings);
        }
    }

    private static void tooEarly(List<Look> looks, int vms, Findings findings) {
        long before = looks.stream().filter(look -> !look.ready()).count();
        long lies = looks.stream()
                .filter(look -> look.ready() && look.answer().status() != 200)
                .count();
        long half = looks.stream()
                .filter(look -> look.answer().status() == 200)
                .filter(look -> look.answer().json().path("vms").size() < vms)
                .count();
        findings.expect(
                lies == 0 && half == 0,
                looks.size() + " looks at it from its first sign of life on, " + before
                        + " of them before it was ready: "
                        + lies + " times ready without an answer, " + half + " answers with fewer than its " + vms
                        + " VMs");
    }
}
