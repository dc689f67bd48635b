package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Http;
import io.labkeeper.e2e.check.ActionsEndOnce;
import io.labkeeper.e2e.check.OneOrderPerWish;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.load.History.Accepted;
import io.labkeeper.e2e.simulator.Fault;
import io.labkeeper.e2e.simulator.PowerOrder;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A thousand actions over two runners, one of which is killed every ten seconds, as soon as the other is there again.
 *
 * @param unheard whether, beside that, one order in ten is obeyed and its answer lost
 */
public record RunnersKilled(String id, boolean unheard) implements Scenario {
    private static final int VMS = 1_000;
    private static final Duration BETWEEN = Duration.ofSeconds(10);
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration TASK = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofMinutes(8);

    public static List<Scenario> both() {
        return List.of(new RunnersKilled("A-02", false), new RunnersKilled("A-02c", true));
    }

    @Override
    public String promise() {
        return VMS + " actions by one request, one of two action-services killed with -9 every " + BETWEEN.toSeconds()
                + " s" + (unheard ? ", and one order in ten obeyed without its answer being heard" : "")
                + ": every action ends exactly once, and Proxmox takes one order for each";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (Crowd crowd = Crowd.of(bench, VMS)) {
            crowd.simulator().taskDuration(TASK);
            if (unheard) {
                crowd.simulator().fault(Fault.obeyedButUnheard("start", 0.1));
            }
            Instant begin = bench.database().now();
            int ordersBefore = crowd.simulator().orders().size();
            List<Accepted> accepted = crowd.all("start");
            findings.expect(accepted.size() == VMS, accepted.size() + " actions accepted by one request");
            int kills = killInTurns(bench, crowd);
            ledger(bench, crowd, begin, kills, ordersBefore, accepted, findings);
        }
    }

    /** Until all have ended. @return how often one was killed */
    private static int killInTurns(Bench bench, Crowd crowd) {
        long end = System.nanoTime() + LONGEST.toNanos();
        int kills = 0;
        while (open(bench, crowd) > 0) {
            if (System.nanoTime() > end) {
                throw new ProveException(
                        open(bench, crowd) + " actions still open after " + LONGEST.toMinutes() + " min");
            }
            long next = System.nanoTime() + BETWEEN.toNanos();
            bench.lab().kill("action-service-" + (kills % 2 + 1));
            kills++;
            bench.lab().repair();
            Eventually.happens("both action-services ready", READY, () -> ready(bench));
            while (System.nanoTime() < next && open(bench, crowd) > 0) {
                Eventually.pause(Duration.ofMillis(200));
            }
        }
        return kills;
    }

    private static long open(Bench bench, Crowd crowd) {
        return bench.database().openActions(crowd.simulator().cluster());
    }

    private static boolean ready(Bench bench) {
        return bench.lab().state().ofKind("action-service").stream().allMatch(RunnersKilled::answers);
    }

    private static boolean answers(Part part) {
        try {
            return Http.send("GET", URI.create(part.url() + "/api/actions"), Map.of(), null)
                            .status()
                    == 401;
        } catch (ProveException notYet) {
            return false;
        }
    }

    private void ledger(
            Bench bench,
            Crowd crowd,
            Instant begin,
            int kills,
            int ordersBefore,
            List<Accepted> accepted,
            Findings findings) {
        Map<String, Long> states = bench.database().states(crowd.simulator().cluster(), begin);
        List<PowerOrder> orders =
                crowd.simulator().orders().stream().skip(ordersBefore).toList();
        long taken = orders.stream().filter(PowerOrder::accepted).count();
        long vms = orders.stream()
                .filter(PowerOrder::accepted)
                .map(PowerOrder::vm)
                .distinct()
                .count();
        findings.note("ledger: " + accepted.size() + " wishes, " + kills + " kills, " + orders.size() + " orders sent, "
                + taken + " taken, of " + vms + " VMs; ends: " + states);
        findings.expect(kills > 1, kills + " times one of them was killed");
        findings.expect(states.equals(Map.of("succeeded", (long) VMS)), "ended as " + states);
        findings.expect(taken == VMS && vms == VMS, taken + " orders taken for " + vms + " VMs");
        findings.expect(OneOrderPerWish.check(accepted, orders));
        findings.expect(
                new ActionsEndOnce(bench.database()::recordedEnds, bench.replicas("action-service")).check(accepted));
    }
}
