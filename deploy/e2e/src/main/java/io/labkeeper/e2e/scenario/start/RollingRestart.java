package io.labkeeper.e2e.scenario.start;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.check.ActionsEndOnce;
import io.labkeeper.e2e.check.OneOrderPerWish;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.load.History.Accepted;
import io.labkeeper.e2e.load.LoadReport;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.scenario.ActionStream;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.Pace;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All replicas of all services are asked to stop and started anew, one after the other, while callers read and act through the gateway
 * over connections that they keep. The old one is gone before the new one starts, since a replica of the lab has its name and port to
 * itself: so there is one replica less meanwhile, which is harder than to have one more.
 */
final class RollingRestart implements Scenario {
    private static final List<String> SERVICES = List.of("inventory-service", "action-service", "sync-worker");
    private static final double ACTIONS_PER_SECOND = 3;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final List<Integer> RATES = List.of(Pace.PROMISED_READS, 100, 50);
    private static final int LEAST = 20;
    private static final Duration BEARABLE = Duration.ofMillis(200);
    private static final Duration WARM = Duration.ofSeconds(3);
    /** What Kubernetes grants by default. The lab's first replicas may write their class data after that, which no service does elsewhere. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    @Override
    public String id() {
        return "K-01";
    }

    @Override
    public String promise() {
        return "a rolling restart of every service under " + Pace.PROMISED_READS
                + " requests a second and a stream of actions through the gateway: no request fails and no action is lost";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SteadyLoad load = bearable(bench, findings);
                ActionStream actions = new ActionStream(bench, ACTIONS_PER_SECOND, false)) {
            SERVICES.forEach(service -> restartAll(bench, service, findings));
            List<Accepted> accepted = actions.stop(findings);
            LoadReport reads = load.stop();
            findings.expect(reads.allGood(), reads.describe());
            ledger(bench, accepted, findings);
        }
        findings.expect(bench.replicasEqualPostgres());
    }

    /** The promised load, or what this machine bears with nothing broken. */
    private static SteadyLoad bearable(Bench bench, Findings findings) {
        for (int rate : RATES) {
            SteadyLoad load = bench.gatewayLoad(rate);
            Eventually.pause(WARM);
            long from = System.nanoTime();
            Eventually.pause(WARM);
            Duration p99 = load.p99Between(from, System.nanoTime());
            if (p99.compareTo(BEARABLE) <= 0) {
                findings.note(rate + " requests a second, p99 " + p99.toMillis() + " ms in the calm");
                return load;
            }
            findings.note("this machine has no room for " + rate + " requests a second (p99 " + p99.toMillis()
                    + " ms in the calm): there are fewer");
            load.close();
        }
        findings.note(LEAST + " requests a second, whatever this machine makes of them");
        return bench.gatewayLoad(LEAST);
    }

    private static void restartAll(Bench bench, String service, Findings findings) {
        List<String> told = new ArrayList<>();
        Duration longest = Duration.ZERO;
        for (Part before : bench.lab().state().ofKind(service)) {
            bench.lab().terminate(before.name());
            Duration deaf = Eventually.happens(before.name() + " answers no more", LONGEST, () -> !bench.lab()
                    .health(before.name())
                    .started());
            Eventually.happens(before.name() + " gone", LONGEST, () -> !before.alive());
            long from = System.nanoTime();
            bench.lab().repair();
            Eventually.happens(before.name() + " ready", LONGEST, () -> bench.lab()
                    .health(before.name())
                    .ready());
            told.add("ready " + (System.nanoTime() - from) / 1_000_000 + " ms after its end");
            longest = longest.compareTo(deaf) < 0 ? deaf : longest;
        }
        findings.within(
                service + ", " + told.size() + " replicas in turn, " + told + ": it answers no more after",
                longest,
                GRACE);
    }

    private static void ledger(Bench bench, List<Accepted> accepted, Findings findings) {
        findings.expect(
                new ActionsEndOnce(bench.database()::recordedEnds, bench.replicas("action-service")).check(accepted));
        Map<String, Long> ends = new HashMap<>(
                accepted.stream().collect(Collectors.groupingBy(action -> end(bench, action), Collectors.counting())));
        findings.expect(ends.keySet().stream().allMatch("succeeded"::equals), "they ended as " + ends);
        findings.expect(OneOrderPerWish.check(bench.history().accepted(), bench.orders()));
    }

    private static String end(Bench bench, Accepted action) {
        String state = bench.actor().action(action.id()).path("state").asText();
        if (state.isEmpty()) {
            throw new ProveException("action " + action.id() + " has no state");
        }
        return state;
    }
}
