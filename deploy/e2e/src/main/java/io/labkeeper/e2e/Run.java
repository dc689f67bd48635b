package io.labkeeper.e2e;

import io.labkeeper.e2e.report.Report;
import io.labkeeper.e2e.report.Result;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.Scenario;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plays scenarios one after the other on one lab; one that fails does not stop the next. */
final class Run {
    private final long begin = System.nanoTime();
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final long seed;
    private final PrintStream out;

    /**
     * @param seed for the report
     * @param out takes the progress
     */
    Run(long seed, PrintStream out) {
        this.seed = seed;
        this.out = out;
    }

    void say(String text) {
        out.printf(Locale.ROOT, "[%6.1f s] %s%n", (System.nanoTime() - begin) / 1e9, text);
    }

    Report play(List<Scenario> scenarios, Bench bench, String setup) {
        List<Result> results = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            say(scenario.id() + "  " + scenario.promise());
            results.add(play(scenario, bench));
        }
        return new Report(started.toString(), seed, setup, results);
    }

    private Result play(Scenario scenario, Bench bench) {
        long start = System.nanoTime();
        Findings findings = new Findings(text -> say("      " + text));
        try {
            scenario.play(bench, findings);
        } catch (ProveException e) {
            findings.expect(false, "it could not go on: " + e.getMessage());
        } catch (RuntimeException e) {
            e.printStackTrace(out);
            findings.expect(false, "it could not go on: " + e);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Result(
                scenario.id(), scenario.promise(), findings.measured(), findings.passed(), findings.skipped(), millis);
    }
}
