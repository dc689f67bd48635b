package io.labkeeper.e2e.scenario;

import java.time.Duration;
import java.time.Instant;

/** A whole school begins its lesson, and one teacher starts it: every VM by the same request. */
public final class ManyStartsInOneRequest implements Scenario {
    private static final int VMS = 500;
    private static final Duration ACCEPTED = Duration.ofSeconds(5);

    @Override
    public String id() {
        return "A-01b";
    }

    @Override
    public String promise() {
        return VMS + " starts in one request: accepted within 5 s, " + CrowdAtWork.PROMISE
                + ", reads' p99 not more than doubled";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (Crowd crowd = Crowd.of(bench, VMS)) {
            CrowdAtWork work = new CrowdAtWork(bench, crowd);
            Instant begin = bench.database().now();
            try (PromisedLoad load = PromisedLoad.on(bench, findings)) {
                long from = System.nanoTime();
                int accepted = crowd.all("start").size();
                findings.within("the answer after", Duration.ofNanos(System.nanoTime() - from), ACCEPTED);
                findings.expect(accepted == VMS, accepted + " of " + VMS + " accepted");
                work.watched(VMS, findings);
                load.notDoubled("meanwhile", from, System.nanoTime(), findings);
                load.allGood(findings);
            }
            work.succeededSince(begin, VMS, findings);
        }
    }
}
