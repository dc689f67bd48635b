package io.labkeeper.e2e.scenario.postgres;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What becomes of actions while Postgres cannot take them. */
record Refusals(Bench bench, VmRef vm) {
    private static final Duration TRY_EVERY = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /**
     * Asks again and again.
     *
     * @param time for so long
     * @param bound within which each must be refused
     */
    void during(Duration time, Duration bound, Findings findings) {
        long end = System.nanoTime() + time.toNanos();
        List<Answer> answers = new ArrayList<>();
        while (System.nanoTime() - end < 0) {
            answers.add(bench.tryToAct(vm, "start"));
            Eventually.pause(TRY_EVERY);
        }
        long refused = answers.stream()
                .filter(answer -> answer.status() == 503)
                .filter(answer -> answer.headers().firstValue("Retry-After").isPresent())
                .count();
        findings.expect(
                refused == answers.size(),
                refused + " of " + answers.size() + " actions refused with 503 and Retry-After");
        findings.within(
                "slowest refusal",
                answers.stream().map(Answer::took).max(Duration::compareTo).orElseThrow(),
                bound);
    }

    /** Waits until one is accepted. */
    Duration acceptedAgain() {
        return Eventually.happens(
                "an action accepted again",
                LONGEST,
                () -> bench.tryToAct(vm, "start").status() == 202);
    }
}
