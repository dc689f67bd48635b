package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives each story a VM that no other one has touched. */
public final class GuestPool {
    private final Bench bench;
    private final Set<VmRef> used = new HashSet<>();

    GuestPool(Bench bench) {
        this.bench = bench;
    }

    /** A stopped VM of any cluster that all replicas show as stopped. If none is left, a running one is stopped for it. */
    public VmRef stopped() {
        List<Guest> free = new ArrayList<>();
        for (Simulator simulator : bench.simulators()) {
            simulator.guests().stream()
                    .filter(guest -> !guest.template() && !used.contains(guest.vm()))
                    .filter(guest -> guest.stopped() || guest.running())
                    .forEach(free::add);
        }
        Collections.shuffle(free, bench.random());
        Guest guest = free.stream()
                .filter(Guest::stopped)
                .findFirst()
                .or(() -> free.stream().findFirst())
                .orElseThrow(() -> new ProveException("no VM is left for another story; give the lab more"));
        used.add(guest.vm());
        if (guest.running()) {
            bench.simulator(guest.vm().cluster()).stop(guest.vm().vmid());
        }
        awaitStatus(guest.vm(), "stopped");
        return guest.vm();
    }

    private void awaitStatus(VmRef vm, String status) {
        Duration limit =
                bench.pace().full().plus(bench.simulator(vm.cluster()).lag()).plusSeconds(5);
        for (Api reader : bench.readers()) {
            Eventually.happens(reader.name() + " shows " + vm + " " + status, limit, () -> reader.find(vm)
                    .filter(shown -> shown.path("status").asText().equals(status))
                    .filter(shown -> shown.path("pending_action").isNull())
                    .isPresent());
        }
    }
}
