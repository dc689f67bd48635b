package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.List;

/**
 * A change that only a sync-worker can bring: a VM gets another name in Proxmox, and is watched from the commit in Postgres until
 * replicas show it. It has its old name again once this is closed.
 */
public final class Renaming implements AutoCloseable {
    private static final Duration COMMITTED = Duration.ofSeconds(40);

    private final Bench bench;
    private final Simulator simulator;
    private final Guest guest;
    private int round;
    private String name;

    /** The last name it was given. */
    public String name() {
        return name;
    }

    /** Of any VM. */
    public Renaming(Bench bench) {
        this.bench = bench;
        List<Simulator> all = bench.simulators();
        this.simulator = all.get(bench.random().nextInt(all.size()));
        List<Guest> guests =
                simulator.guests().stream().filter(guest -> !guest.template()).toList();
        this.guest = guests.get(bench.random().nextInt(guests.size()));
    }

    /** The cluster it is in. */
    public String cluster() {
        return simulator.cluster();
    }

    /** From the last look at Postgres that did not find the new name to the first one at which all replicas had it. */
    public Duration fromCommitToShown(Duration limit) {
        return fromCommitToShown(bench.readers(), limit, () -> {});
    }

    /**
     * The same for some of the replicas.
     *
     * @param untilCommitted done again and again until the commit is there
     */
    public Duration fromCommitToShown(List<Api> readers, Duration limit, Runnable untilCommitted) {
        name = "renamed-" + ++round + "-" + bench.random().nextInt(1_000_000);
        simulator.rename(guest.vm().vmid(), name);
        simulator.sample();
        bench.gateway("admin").post("/api/sync/trigger?type=quick");
        long committed = committed(name, untilCommitted);
        Eventually.happens(guest.vm() + " shown as " + name, limit.multipliedBy(5), () -> readers.stream()
                .allMatch(reader -> reader.find(guest.vm())
                        .filter(vm -> vm.path("name").asText().equals(name))
                        .isPresent()));
        return Duration.ofNanos(System.nanoTime() - committed);
    }

    private long committed(String name, Runnable untilCommitted) {
        long[] notYet = {System.nanoTime()};
        Eventually.happens(guest.vm() + " stored as " + name, COMMITTED, () -> {
            untilCommitted.run();
            long asked = System.nanoTime();
            if (bench.database().nameOf(guest.vm()).filter(name::equals).isPresent()) {
                return true;
            }
            notYet[0] = asked;
            return false;
        });
        return notYet[0];
    }

    @Override
    public void close() {
        simulator.rename(guest.vm().vmid(), guest.name());
        simulator.sample();
    }
}
