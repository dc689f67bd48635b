package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.load.SteadyLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Postgres dies and comes back, under steady reads. */
public final class PostgresKilled implements Scenario {
    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final Duration TRY_EVERY = Duration.ofMillis(250);
    private static final Duration ACCEPTED_AGAIN = Duration.ofSeconds(15);
    /** A lease may have run out meanwhile, and the first tries to sync have failed. */
    private static final Duration SYNCED_AGAIN = Duration.ofSeconds(30);

    @Override
    public String id() {
        return "S5b";
    }

    @Override
    public String promise() {
        return "Postgres killed and restarted: no read fails, actions answer 503 within 1 s and nothing is accepted,"
                + " everything heals without a restart of ours";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        VmRef afterwards = bench.guests().stopped();
        Map<String, Long> processes = bench.lab().state().serviceProcesses();
        try (SteadyLoad load = bench.load()) {
            Eventually.pause(BEFORE);
            bench.lab().kill("postgres");
            refused(bench, vm, findings);
            bench.lab().repair();
            healed(bench, vm, findings);
            new Errand(bench, afterwards).run("Postgres back", Duration.ofSeconds(1), findings);
            findings.expect(bench.replicasEqualPostgres());
            findings.expect(load.stop().allGood(), load.report().describe());
        }
        findings.expect(
                processes.equals(bench.lab().state().serviceProcesses()),
                "none of our " + processes.size() + " processes restarted");
    }

    /** Asks for as long as Postgres is to be away. */
    static void refused(Bench bench, VmRef vm, Findings findings) {
        long end = System.nanoTime() + bench.pace().away().toNanos();
        List<Answer> answers = new ArrayList<>();
        while (System.nanoTime() < end) {
            answers.add(bench.tryToAct(vm, "start"));
            Eventually.pause(TRY_EVERY);
        }
        long refused = answers.stream()
                .filter(answer -> answer.status() == 503)
                .filter(answer -> answer.headers().firstValue("Retry-After").isPresent())
                .count();
        findings.expect(
                refused == answers.size(),
                refused + " of " + answers.size() + " actions refused with 503 and Retry-After while Postgres is away");
        Duration slowest =
                answers.stream().map(Answer::took).max(Duration::compareTo).orElseThrow();
        findings.within("slowest refusal", slowest, bench.pace().refused());
    }

    /** Waits until actions are accepted and every cluster is synced. */
    static void healed(Bench bench, VmRef vm, Findings findings) {
        Duration accepted = Eventually.happens(
                "an action accepted again",
                ACCEPTED_AGAIN,
                () -> bench.tryToAct(vm, "start").status() == 202);
        findings.within("Postgres back: an action accepted after", accepted, ACCEPTED_AGAIN);
        Database database = bench.database();
        Instant back = database.now();
        Duration synced =
                Eventually.happens("every cluster synced again", SYNCED_AGAIN, () -> database.heads().values().stream()
                        .allMatch(
                                head -> head.quickAt() != null && head.quickAt().isAfter(back)));
        findings.within("Postgres back: every cluster synced after", synced, SYNCED_AGAIN);
    }
}
