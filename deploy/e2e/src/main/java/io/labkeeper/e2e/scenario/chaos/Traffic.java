package io.labkeeper.e2e.scenario.chaos;

import io.labkeeper.e2e.load.History.Accepted;
import io.labkeeper.e2e.load.LoadReport;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.scenario.ActionStream;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What callers do all the while: reads from every replica, and power actions. Their tokens are renewed now and then. */
final class Traffic implements AutoCloseable {
    private static final double ACTIONS_PER_SECOND = 1;
    private static final Duration RENEWED = Duration.ofMinutes(20);

    private final Bench bench;
    private final Findings findings;
    private final List<Accepted> accepted = new ArrayList<>();
    private final Map<Integer, Long> reads = new TreeMap<>();
    private long unanswered;
    private long since;
    private SteadyLoad load;
    private ActionStream actions;

    Traffic(Bench bench, Findings findings) {
        this.bench = bench;
        this.findings = findings;
        begin();
    }

    private void begin() {
        load = bench.load();
        actions = new ActionStream(bench, ACTIONS_PER_SECOND, true);
        since = System.nanoTime();
    }

    /** To be called when nothing is broken. */
    void renew() {
        if (System.nanoTime() - since > RENEWED.toNanos()) {
            end();
            begin();
        }
    }

    private void end() {
        LoadReport report = load.stop();
        report.byStatus().forEach((status, count) -> reads.merge(status, count, Long::sum));
        unanswered += report.unanswered();
        accepted.addAll(actions.stop(findings));
    }

    /** Ends it, and adds what callers were answered. @return every action that was accepted */
    List<Accepted> stop() {
        end();
        long good = reads.getOrDefault(200, 0L);
        findings.expect(
                good > 0 && reads.keySet().stream().allMatch(status -> status == 200 || status == 503),
                "reads by status " + reads + ", and " + unanswered
                        + " without answer, by replicas dead, frozen or not");
        return List.copyOf(accepted);
    }

    @Override
    public void close() {
        load.close();
        actions.close();
    }
}
