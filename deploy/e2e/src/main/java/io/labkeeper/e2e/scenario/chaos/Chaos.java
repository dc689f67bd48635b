package io.labkeeper.e2e.scenario.chaos;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.check.ActionsEndOnce;
import io.labkeeper.e2e.check.CheckResult;
import io.labkeeper.e2e.check.OneOrderPerWish;
import io.labkeeper.e2e.check.RedisEqualsPostgres;
import io.labkeeper.e2e.check.VersionsNeverGoBack;
import io.labkeeper.e2e.lab.Redis;
import io.labkeeper.e2e.load.History.Accepted;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.HeadWatch;
import io.labkeeper.e2e.scenario.Scenario;
import io.labkeeper.e2e.scenario.chaos.Plan.Step;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every half minute something goes wrong, by chance, under reads and actions; a while later it is put right, and what must hold is looked
 * at before the next step. The same seed brings the same troubles in the same order.
 *
 * @param length how long, what is done after it aside
 */
public record Chaos(Duration length) implements Scenario {
    /** Where nothing else is said. */
    public static final Duration USUAL = Duration.ofMinutes(5);

    /** What a loaded machine needs beyond the 1.5 s that are promised for one trouble by itself. */
    private static final Duration SHOWN = Duration.ofSeconds(3);

    private static final Duration REBUILT = Duration.ofSeconds(60);

    @Override
    public String id() {
        return "Q-01";
    }

    @Override
    public String promise() {
        return length.toMinutes() + " minutes of troubles by chance, one or two every " + Plan.EVERY.toSeconds()
                + " s: no version goes back, every change is shown once a trouble is over, every action is accounted"
                + " for, and nothing piles up";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        ChaosLog log = new ChaosLog(bench.lab().dir().resolve("report").resolve("chaos.log"), bench.seed());
        findings.note("seed " + bench.seed() + "; every step is in " + log.file());
        Plan plan = Plan.of(bench.seed(), length);
        Hoard hoard = new Hoard(bench);
        try (HeadWatch heads = new HeadWatch(bench.database());
                Traffic traffic = new Traffic(bench, findings)) {
            Story story = new Story(bench, findings, log, hoard, traffic);
            plan.steps().forEach(story::play);
            story.tell(plan.steps().size());
            List<Accepted> accepted = traffic.stop();
            outcome(bench, accepted, findings);
            bench.simulators().stream().map(Simulator::cluster).forEach(cluster -> heads.oneWriter(cluster, findings));
            hoard.tell(findings);
        }
    }

    private static void outcome(Bench bench, List<Accepted> accepted, Findings findings) {
        findings.expect(
                new ActionsEndOnce(bench.database()::recordedEnds, bench.replicas("action-service")).check(accepted));
        Map<String, Long> ends = accepted.stream()
                .collect(Collectors.groupingBy(
                        action ->
                                bench.actor().action(action.id()).path("state").asText(),
                        Collectors.counting()));
        findings.note("the actions ended as " + ends);
        findings.expect(OneOrderPerWish.check(bench.history().accepted(), bench.orders()));
        findings.expect(VersionsNeverGoBack.check(bench.history().sightings()));
        findings.expect(bench.replicasEqualPostgres());
        try (Redis redis = bench.lab().redis()) {
            RedisEqualsPostgres check = new RedisEqualsPostgres(redis, bench.database());
            Eventually.happens("Redis equal to Postgres", REBUILT, () -> check.differences()
                    .isEmpty());
            findings.note("Redis equals Postgres");
        }
    }

    /** The steps, and what came of them. */
    private static final class Story {
        private final Bench bench;
        private final Findings findings;
        private final ChaosLog log;
        private final Hoard hoard;
        private final Traffic traffic;
        private final Settling settling;
        private Duration longestSettling = Duration.ZERO;
        private Duration longestProbe = Duration.ZERO;
        private int misses;
        private int withoutEffect;

        Story(Bench bench, Findings findings, ChaosLog log, Hoard hoard, Traffic traffic) {
            this.bench = bench;
            this.findings = findings;
            this.log = log;
            this.hoard = hoard;
            this.traffic = traffic;
            this.settling = new Settling(bench);
        }

        void play(Step step) {
            long begin = System.nanoTime();
            log.add(
                    "broken",
                    Map.of(
                            "step",
                            step.number(),
                            "what",
                            step.what(),
                            "ms",
                            step.length().toMillis()));
            Set<String> ended;
            List<String> unhealed = List.of();
            try {
                step.troubles().forEach(trouble -> strike(step, trouble));
                Eventually.pause(step.length());
                ended = settling.endedByThemselves(step.troubles());
            } finally {
                unhealed = settling.heal(step.troubles());
            }
            log.add("healed", Map.of("step", step.number(), "failed", unhealed));
            unhealed.forEach(failure -> miss(step, "not put right: " + failure));
            if (!ended.isEmpty()) {
                findings.expect(false, step.what() + ": ended by themselves: " + ended);
            }
            look(step);
            traffic.renew();
            Duration left = Plan.EVERY.minusNanos(System.nanoTime() - begin);
            if (!left.isNegative()) {
                Eventually.pause(left);
            }
        }

        /**
         * What nobody is there to suffer does not happen: Redis cannot be flushed while the step's other trouble holds it. A trouble that
         * is alone must strike.
         */
        private void strike(Step step, Trouble trouble) {
            try {
                trouble.strike().accept(bench);
            } catch (ProveException e) {
                log.add("no effect", Map.of("step", step.number(), "what", trouble.what(), "why", e.getMessage()));
                if (step.troubles().size() == 1) {
                    miss(step, "did not strike: " + e.getMessage());
                } else {
                    withoutEffect++;
                }
            }
        }

        private void look(Step step) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("step", step.number());
            try {
                Duration settled = settling.untilWell();
                Duration probe = settling.probe(SHOWN);
                longestSettling = settled.compareTo(longestSettling) > 0 ? settled : longestSettling;
                longestProbe = probe.compareTo(longestProbe) > 0 ? probe : longestProbe;
                facts.put("well_after_ms", settled.toMillis());
                facts.put("change_shown_after_ms", probe.toMillis());
                if (probe.compareTo(SHOWN) > 0) {
                    miss(step, "a change was shown after " + probe.toMillis() + " ms");
                }
                hoard.look();
            } catch (ProveException e) {
                facts.put("missed", e.getMessage());
                miss(step, e.getMessage());
            }
            CheckResult versions = VersionsNeverGoBack.check(bench.history().sightings());
            if (!versions.holds()) {
                findings.expect(false, "after step " + step.number() + ": " + versions.measured());
            }
            log.add("looked", facts);
        }

        private void miss(Step step, String why) {
            misses++;
            findings.expect(false, "step " + step.number() + ", " + step.what() + ": " + why);
        }

        void tell(int steps) {
            findings.expect(
                    misses == 0,
                    steps + " steps, " + misses + " misses, " + withoutEffect
                            + " troubles without effect since another held their part; longest until every replica was well "
                            + longestSettling.toMillis() + " ms, from a commit until all showed it "
                            + longestProbe.toMillis() + " ms");
        }
    }
}
