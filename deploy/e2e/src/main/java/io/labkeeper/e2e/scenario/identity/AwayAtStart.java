package io.labkeeper.e2e.scenario.identity;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
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
import java.util.concurrent.CompletableFuture;

/** One replica of each service that knows callers starts while the identity provider is away; the others know its keys. */
final class AwayAtStart implements Scenario {
    private static final List<String> SERVICES = List.of("inventory-service", "action-service");
    private static final Duration STARTED = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final Duration HEALED = Duration.ofSeconds(5);
    private static final int LOOKS = 15;
    private static final Duration BETWEEN = Duration.ofMillis(200);

    @Override
    public String id() {
        return "O-01";
    }

    @Override
    public String promise() {
        return "the identity provider away when a service starts: it starts, answers callers with 503 and never 401 until the"
                + " provider is back, and lets them in within 5 s of that without a restart; replicas that know the keys notice nothing";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Issuer issuer = bench.lab().issuer();
        String token = bench.lab().token("admin");
        List<Api> readers = bench.readers();
        try (PromisedLoad load = PromisedLoad.on(bench, readers.subList(1, readers.size()), findings)) {
            CompletableFuture<Void> repaired;
            try {
                issuer.down();
                repaired = startAgain(bench, findings);
                SERVICES.forEach(service -> refusedAsOurs(bench, service, token, findings));
            } finally {
                issuer.up();
            }
            long back = System.nanoTime();
            for (String service : SERVICES) {
                Eventually.happens(service + " lets callers in", LONGEST, () -> read(bench, service, token)
                        .equals("200"));
                findings.within(
                        service + ": callers let in after the provider was back:",
                        Duration.ofNanos(System.nanoTime() - back),
                        HEALED);
            }
            repaired.join();
            bench.lab().repair();
            load.allGood(findings);
        }
    }

    /** Its end may be told as a failure, since it looks at the lab as a caller, who gets no token now. */
    private static CompletableFuture<Void> startAgain(Bench bench, Findings findings) {
        List<Part> before =
                SERVICES.stream().map(service -> first(bench, service)).toList();
        before.forEach(part -> bench.lab().kill(part.name()));
        CompletableFuture<Void> repaired = CompletableFuture.runAsync(bench.lab()::repairBlindly);
        for (Part part : before) {
            Eventually.happens(
                    part.name() + " started anew",
                    LONGEST,
                    () -> bench.lab().state().part(part.name()).pid() != part.pid());
            long launched = System.nanoTime();
            Eventually.happens(part.name() + " started", LONGEST, () -> bench.lab()
                    .health(part.name())
                    .started());
            findings.within(
                    part.name() + " without the provider: has started after",
                    Duration.ofNanos(System.nanoTime() - launched),
                    STARTED);
        }
        return repaired;
    }

    private static void refusedAsOurs(Bench bench, String service, String token, Findings findings) {
        Eventually.get(service + " answers", LONGEST, () -> Optional.of(read(bench, service, token))
                .filter(answer -> !answer.equals("none")));
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < LOOKS; i++) {
            answers.merge(read(bench, service, token), 1, Integer::sum);
            Eventually.pause(BETWEEN);
        }
        findings.expect(
                answers.keySet().equals(Set.of("503")), service + " meanwhile: answers to a good token " + answers);
    }

    private static String read(Bench bench, String service, String token) {
        Part part = first(bench, service);
        try {
            return Integer.toString(IdentityRows.read(service, part.name(), part.url(), token));
        } catch (ProveException noAnswer) {
            return "none";
        }
    }

    private static Part first(Bench bench, String service) {
        return bench.lab().state().ofKind(service).get(0);
    }
}
