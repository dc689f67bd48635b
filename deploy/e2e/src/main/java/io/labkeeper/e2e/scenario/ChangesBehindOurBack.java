package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Somebody works on Proxmox directly. Bounds: the interval, plus the time by which Proxmox's own list lags, plus the read. */
public final class ChangesBehindOurBack implements Scenario {
    private static final Duration READ = Duration.ofSeconds(3);
    private static final int PATIENCE = 2;

    @Override
    public String id() {
        return "S4";
    }

    @Override
    public String promise() {
        return "a VM created, renamed, started, migrated and deleted on Proxmox directly shows so within one interval:"
                + " quick for its status, full for the rest";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<Simulator> clusters = bench.simulators();
        Simulator simulator = clusters.get(bench.random().nextInt(clusters.size()));
        Duration quick = bench.pace().quick().plus(simulator.lag()).plus(READ);
        Duration full = bench.pace().full().plus(simulator.lag()).plus(READ);
        findings.note("intervals: quick " + bench.pace().quick().toSeconds() + " s, full "
                + bench.pace().full().toSeconds() + " s; Proxmox's list lags "
                + simulator.lag().toSeconds() + " s");
        List<String> nodes = simulator.nodes();
        Guest guest = simulator.create("made-elsewhere", nodes.get(0));
        Story story = new Story(bench, guest.vm(), findings);
        story.shows("created", full, is("name", "made-elsewhere"));
        simulator.rename(guest.vm().vmid(), "renamed-elsewhere");
        story.shows("renamed", full, is("name", "renamed-elsewhere"));
        simulator.start(guest.vm().vmid());
        story.shows("started", quick, is("status", "running"));
        String other = nodes.get(nodes.size() - 1);
        simulator.migrate(guest.vm().vmid(), other);
        story.shows("migrated", full, is("node", other));
        simulator.delete(guest.vm().vmid());
        story.shows("deleted", full, Optional::isEmpty);
        findings.expect(bench.replicasEqualPostgres());
    }

    private static Predicate<Optional<JsonNode>> is(String field, String value) {
        return shown ->
                shown.filter(vm -> vm.path(field).asText().equals(value)).isPresent();
    }

    private record Story(Bench bench, VmRef vm, Findings findings) {

        /** Waits until every replica shows it, and measures how long that took from now. */
        void shows(String what, Duration bound, Predicate<Optional<JsonNode>> look) {
            List<Api> readers = bench.readers();
            Duration took = Eventually.happens(
                    vm + " " + what + " on all replicas", bound.multipliedBy(PATIENCE), () -> readers.stream()
                            .allMatch(reader -> look.test(reader.find(vm))));
            findings.within(what + " after", took, bound);
        }
    }
}
