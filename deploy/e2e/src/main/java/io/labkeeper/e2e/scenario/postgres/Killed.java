package io.labkeeper.e2e.scenario.postgres;

import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;

/** Postgres is dead. */
final class Killed implements Scenario {
    private static final Duration REFUSED = Duration.ofSeconds(1);
    private static final Duration AWAY = Duration.ofSeconds(6);

    @Override
    public String id() {
        return "D-01";
    }

    @Override
    public String promise() {
        return "Postgres killed: every read is answered, actions are refused with 503 and Retry-After within 1 s, and none of"
                + " those was accepted after all";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        Refusals refusals = new Refusals(bench, vm);
        try (PromisedLoad load = PromisedLoad.on(bench, findings)) {
            long before = bench.database().actions();
            bench.lab().kill("postgres");
            long killed = System.nanoTime();
            try {
                refusals.during(AWAY, REFUSED, findings);
                load.fast("Postgres dead", killed, System.nanoTime(), PromisedLoad.FROM_MEMORY, findings);
            } finally {
                bench.lab().repair();
            }
            long after = bench.database().actions();
            findings.expect(after == before, (after - before) + " of those actions stand in Postgres");
            findings.note("Postgres back: an action accepted after "
                    + refusals.acceptedAgain().toMillis() + " ms");
            load.allGood(findings);
        }
    }
}
