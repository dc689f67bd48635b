package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.Guest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * VMs that are all renamed in the same moment, again and again, while every replica is watched: an answer that shows some of them with one
 * name and some with another is half a snapshot.
 */
final class Marks implements AutoCloseable {
    private static final int MARKED = 12;
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final Duration LAST_LOOK = Duration.ofSeconds(11);
    /** Longer than any story: lists show something new only when told to. */
    private static final Duration NEVER = Duration.ofHours(1);

    private final SickCluster cluster;
    private final List<Guest> guests;
    private final List<Thread> threads;
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong halves = new AtomicLong();
    private volatile boolean closed;

    Marks(SickCluster cluster, Duration shown) {
        this.cluster = cluster;
        this.guests = cluster.simulator().guests().stream()
                .filter(guest -> !guest.template())
                .limit(MARKED)
                .toList();
        cluster.simulator().lag(NEVER);
        name(0);
        cluster.shows("mark 0", shown, vms -> marked(vms).equals(Set.of("mark-0")));
        this.threads = cluster.readers().stream().map(this::watch).toList();
    }

    /** Renames all, and lets the next list show it. */
    void name(int round) {
        guests.forEach(guest -> cluster.simulator().rename(guest.vm().vmid(), "mark-" + round));
        cluster.simulator().sample();
    }

    /** Waits until all replicas show these names. */
    Duration shown(int round, Duration limit) {
        return cluster.shows("mark " + round, limit, vms -> marked(vms).equals(Set.of("mark-" + round)));
    }

    void noHalf(Findings findings) {
        findings.expect(
                looks.get() > 0 && halves.get() == 0,
                halves.get() + " of " + looks.get() + " answers showed half of a change of " + guests.size() + " VMs");
    }

    private Thread watch(Api reader) {
        Thread thread = new Thread(() -> look(reader), "marks " + reader.name());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void look(Api reader) {
        while (!closed) {
            try {
                int names = marked(cluster.vms(reader)).size();
                looks.incrementAndGet();
                halves.addAndGet(names == 1 ? 0 : 1);
            } catch (ProveException noAnswer) {
                // An answer that failed shows no half; the steady load counts it.
                continue;
            } finally {
                Eventually.pause(EVERY);
            }
        }
    }

    private Set<String> marked(Map<VmRef, JsonNode> vms) {
        return guests.stream()
                .map(guest -> vms.get(guest.vm()))
                .filter(Objects::nonNull)
                .map(vm -> vm.path("name").asText())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join(LAST_LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        guests.forEach(guest -> cluster.simulator().rename(guest.vm().vmid(), guest.name()));
        cluster.simulator().sample();
    }
}
