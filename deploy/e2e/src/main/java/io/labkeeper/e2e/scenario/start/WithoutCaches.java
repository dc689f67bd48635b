package io.labkeeper.e2e.scenario.start;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.load.LoadReport;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.Pace;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A reader without Redis and without its memory, and a crowd before it. */
final class WithoutCaches implements Scenario {
    private static final List<String> PROGRAM =
            List.of("env", "LABKEEPER_VIEW_POSTGRES_PER_REQUEST=true", "REDIS_URL=");
    private static final Duration WARM = Duration.ofSeconds(4);
    private static final Duration PEAK = Duration.ofSeconds(8);
    private static final Duration TURNED_AWAY = Duration.ofMillis(50);
    private static final Duration CALM = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int TOO_MANY = 503;

    @Override
    public String id() {
        return "C-07";
    }

    @Override
    public String promise() {
        return "a reader without Redis and without its memory, under 200 reads a second: Postgres bears it or it answers 503 within 50 ms,"
                + " the other readers notice nothing, and after the peak it answers as before";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<Api> readers = bench.readers();
        Api alone = readers.get(0);
        bench.lab().kill(alone.name());
        try {
            bench.lab().repairUnder(alone.name(), PROGRAM);
            answers(alone, "before the peak", findings);
            peak(bench, alone, readers.subList(1, readers.size()), findings);
            answers(alone, "after it", findings);
        } finally {
            bench.lab().kill(alone.name());
            bench.lab().repair();
        }
    }

    private static void answers(Api alone, String when, Findings findings) {
        Answer answer = Eventually.get(alone.name() + " answers " + when, CALM, () -> good(alone.get("/api/vms")));
        findings.expect(
                answer.headers()
                        .firstValue("Labkeeper-Source")
                        .orElse("nothing")
                        .equals("postgres"),
                when + ": a list of " + answer.json().path("total").asInt() + " VMs from Postgres in "
                        + answer.took().toMillis() + " ms");
    }

    private static Optional<Answer> good(Answer answer) {
        return Optional.of(answer).filter(there -> there.status() == OK);
    }

    private static void peak(Bench bench, Api alone, List<Api> others, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, others, findings)) {
            // Its first hundreds of requests are a young JVM's, not a crowd's.
            try (SteadyLoad warm = bench.vmsLoad(alone, Pace.PROMISED_READS)) {
                Eventually.pause(WARM);
            }
            long from = System.nanoTime();
            try (SteadyLoad crowd = bench.vmsLoad(alone, Pace.PROMISED_READS)) {
                Eventually.pause(PEAK);
                LoadReport report = crowd.stop();
                findings.expect(
                        report.unanswered() == 0
                                && report.byStatus().containsKey(OK)
                                && Set.of(OK, TOO_MANY)
                                        .containsAll(report.byStatus().keySet()),
                        "the crowd was answered " + report.byStatus() + ", " + report.unanswered()
                                + " times not at all");
                load.notSlowerThan(TURNED_AWAY, crowd.p99Of(TOO_MANY), "turned away", from, findings);
            }
            load.notDoubled("the other readers at the same time", from, System.nanoTime(), findings);
            load.allGood(findings);
        }
    }
}
