package io.labkeeper.e2e.scenario.identity;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.FakeClock;
import io.labkeeper.e2e.lab.Issuer;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The identity provider is away for an hour, less what a token needs to live that long. One replica of each service has a clock of its
 * own for that, which is set ahead as soon as the provider is away: with it, whatever is kept for a time by the wall clock grows old.
 */
final class AwayForLong implements Scenario {
    private static final List<String> SERVICES = List.of("inventory-service", "action-service");
    private static final Duration AHEAD = Duration.ofMinutes(55);
    private static final Duration SET = Duration.ofSeconds(30);
    private static final Duration WATCHED = Duration.ofSeconds(65);
    private static final Duration BETWEEN = Duration.ofMillis(500);

    @Override
    public String id() {
        return "O-03";
    }

    @Override
    public String promise() {
        return "the identity provider away for an hour: callers whose tokens were signed with a known key notice"
                + " nothing";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Optional<FakeClock> clock = FakeClock.in(bench.lab().dir().resolve("clock-of-services"));
        if (clock.isEmpty()) {
            findings.skip(
                    "there is no program \"faketime\" here, without which nobody can wait for an hour in a minute;"
                            + " install the package faketime to have this row proved");
            return;
        }
        Issuer issuer = bench.lab().issuer();
        clock.get().set("+0");
        SERVICES.forEach(service -> startUnder(bench, service + "-1", clock.get()));
        // By the clocks that are set ahead the token of this load, which is older, has run out.
        List<Api> others = bench.readers().subList(1, bench.readers().size());
        try (PromisedLoad load = PromisedLoad.on(bench, others, findings)) {
            String seen = issuer.token("admin");
            String unseen = issuer.token("admin");
            answers(bench, seen);
            issuer.down();
            try {
                clock.get().set("+" + AHEAD.toMinutes() + "m");
                SERVICES.forEach(service -> ahead(bench, service + "-1"));
                watch(bench, seen, unseen, findings);
            } finally {
                issuer.up();
            }
            load.allGood(findings);
        } finally {
            SERVICES.forEach(service -> bench.lab().kill(service + "-1"));
            bench.lab().repair();
        }
    }

    private static void startUnder(Bench bench, String replica, FakeClock clock) {
        bench.lab().kill(replica);
        bench.lab().repairUnder(replica, clock.program());
    }

    private static void ahead(Bench bench, String replica) {
        Part part = bench.lab().state().part(replica);
        Eventually.happens(
                "the clock of " + replica + " ahead",
                SET,
                () -> FakeClock.off(part).minus(AHEAD).abs().compareTo(Duration.ofMinutes(1)) < 0);
    }

    /** Longer than a verified token is remembered: so its signature is verified anew with the keys that are known. */
    private static void watch(Bench bench, String seen, String unseen, Findings findings) {
        Map<Integer, Integer> ofSeen = new TreeMap<>();
        Map<Integer, Integer> ofUnseen = new TreeMap<>();
        long end = System.nanoTime() + WATCHED.toNanos();
        while (System.nanoTime() < end) {
            answers(bench, seen).forEach((status, count) -> ofSeen.merge(status, count, Integer::sum));
            Eventually.pause(BETWEEN);
        }
        answers(bench, unseen).forEach((status, count) -> ofUnseen.merge(status, count, Integer::sum));
        findings.expect(
                ofSeen.keySet().equals(Set.of(200)),
                "away for " + WATCHED.toSeconds() + " s, and for " + AHEAD.toMinutes()
                        + " minutes more by the clocks of two replicas: answers to a caller of all replicas " + ofSeen);
        findings.expect(
                ofUnseen.keySet().equals(Set.of(200)),
                "a token that nobody had seen before: answers of all replicas " + ofUnseen);
    }

    private static Map<Integer, Integer> answers(Bench bench, String token) {
        Map<Integer, Integer> answers = new TreeMap<>();
        SERVICES.stream()
                .flatMap(service -> bench.lab().state().ofKind(service).stream())
                .forEach(part ->
                        answers.merge(IdentityRows.read(part.kind(), part.name(), part.url(), token), 1, Integer::sum));
        return answers;
    }
}
