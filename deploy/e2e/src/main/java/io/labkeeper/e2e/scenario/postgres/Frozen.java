package io.labkeeper.e2e.scenario.postgres;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;

/** Postgres hangs, with all its processes: connections stay open, and nothing answers. */
final class Frozen implements Scenario {
    private static final Duration REFUSED = Duration.ofMillis(1500);
    private static final Duration FROZEN = Duration.ofSeconds(8);
    private static final Duration RECOVERED = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Override
    public String id() {
        return "D-02";
    }

    @Override
    public String promise() {
        return "Postgres frozen for 8 s: every read is answered, actions are refused with 503 and Retry-After within 1.5 s, and"
                + " within 2 s of its going on actions are accepted and read again";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        Refusals refusals = new Refusals(bench, vm);
        try (PromisedLoad load = PromisedLoad.on(bench, findings)) {
            bench.lab().stop("postgres");
            try {
                refusals.during(FROZEN, REFUSED, findings);
            } finally {
                bench.lab().go("postgres");
            }
            long back = System.nanoTime();
            refusals.acceptedAgain();
            findings.within("going on: an action accepted after", since(back), RECOVERED);
            Eventually.happens("actions read by every replica", LONGEST, () -> bench.readers().stream()
                    .allMatch(reader -> tellsActions(reader, vm)));
            findings.within("going on: its actions told by every replica after", since(back), RECOVERED);
            load.allGood(findings);
        }
    }

    /** A VM's page tells its actions from Postgres, and leaves them out while that does not answer. */
    private static boolean tellsActions(Api reader, VmRef vm) {
        return reader.vm(vm).json().path("actions").isArray();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
