package io.labkeeper.e2e.scenario.stream;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.Scenario;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A thousand streams at one replica, each of which is told of every VM. */
final class ThousandClients implements Scenario {
    private static final int MANY = 1_000;
    private static final int FIRST = 200;
    private static final Duration HEARD = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final long MOST_MEMORY = 100L << 20;
    private static final double MOST_CPU = 0.05;

    @Override
    public String id() {
        return "S-02";
    }

    @Override
    public String promise() {
        return MANY
                + " streams at one replica: a change reaches all of them within 1 s of the first, their memory stays below"
                + " 100 MB, and while nothing happens they cost less than 5 % of a processor";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Api reader = bench.readers().get(0);
        Part part = bench.lab().state().part(reader.name());
        List<Simulator> simulators = bench.simulators();
        List<Duration> lags = simulators.stream().map(Simulator::lag).toList();
        simulators.forEach(simulator -> simulator.lag(NEVER));
        try (Crowd crowd = new Crowd(bench, reader)) {
            // What a process takes once, whoever comes first, is not what its streams cost.
            crowd.come(FIRST);
            crowd.close();
            long before = Footprint.of(part).residentBytes();
            crowd.come(MANY);
            long grown = Footprint.of(part).residentBytes() - before;
            findings.expect(
                    grown < MOST_MEMORY,
                    crowd.listeners().size() + " streams: " + reader.name() + " grown by " + (grown >> 20) + " MB (< "
                            + (MOST_MEMORY >> 20) + "), " + grown / 1024 / MANY + " KB each");
            idle(part, findings);
            heard(bench, simulators.get(0), crowd, findings);
        } finally {
            for (int i = 0; i < simulators.size(); i++) {
                simulators.get(i).lag(lags.get(i));
            }
        }
    }

    /** Lists show nothing new meanwhile. */
    private static void idle(Part part, Findings findings) {
        Eventually.pause(IDLE);
        Footprint begin = Footprint.of(part);
        Eventually.pause(IDLE);
        Duration worked = Footprint.of(part).cpu().minus(begin.cpu());
        double share = (double) worked.toMillis() / IDLE.toMillis();
        findings.expect(
                share < MOST_CPU,
                String.format(Locale.ROOT, "idle: %.1f %% of a processor (< %.0f)", 100 * share, 100 * MOST_CPU));
    }

    private static void heard(Bench bench, Simulator simulator, Crowd crowd, Findings findings) {
        Guest guest = simulator.guests().stream()
                .filter(one -> !one.template())
                .findFirst()
                .orElseThrow();
        String name = "heard-" + bench.random().nextInt(1_000_000);
        crowd.listeners().forEach(listener -> listener.listenFor(name));
        try {
            simulator.rename(guest.vm().vmid(), name);
            simulator.sample();
            bench.gateway("admin").post("/api/sync/trigger?type=quick");
            Eventually.happens("the change heard by all", LONGEST, () -> crowd.listeners().stream()
                    .allMatch(listener -> listener.heardAt() != 0));
            long[] heard = crowd.listeners().stream()
                    .mapToLong(Listener::heardAt)
                    .sorted()
                    .toArray();
            findings.within(
                    "a change heard by the median " + millis(heard, 0.5) + ", by 99 of 100 " + millis(heard, 0.99)
                            + " ms after the first of them, by the last after",
                    Duration.ofNanos(heard[heard.length - 1] - heard[0]),
                    HEARD);
        } finally {
            simulator.rename(guest.vm().vmid(), guest.name());
            simulator.sample();
        }
    }

    private static long millis(long[] sorted, double share) {
        return (sorted[(int) (share * (sorted.length - 1))] - sorted[0]) / 1_000_000;
    }
}
