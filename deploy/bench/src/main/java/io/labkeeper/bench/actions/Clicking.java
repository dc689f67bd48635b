package io.labkeeper.bench.actions;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.bench.actions.Clicks.Click;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.simulator.Guest;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Starts and stops the VMs of a lab with so many actions under way at once, and listens to all replicas meanwhile. */
final class Clicking implements AutoCloseable {
    private static final Duration TASK = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<Api> actors;
    private final List<Sightings> replicas = new ArrayList<>();
    private final Simulator simulator;
    private final BlockingQueue<Guest> guests = new LinkedBlockingQueue<>();
    private final AtomicInteger clicked = new AtomicInteger();

    Clicking(Lab lab) {
        String token = lab.token("admin");
        Part proxmox = lab.state().ofKind("proxmox").get(0);
        this.simulator = new Simulator(
                proxmox.facts().path("cluster_id").asText(),
                proxmox.facts().path("control_url").asText());
        this.actors = lab.state().ofKind("action-service").stream()
                .map(part -> new Api(part.name(), part.url(), token))
                .toList();
        simulator.taskDuration(TASK);
        simulator.guests().stream()
                .filter(guest -> !guest.template() && (guest.stopped() || guest.running()))
                .forEach(guests::add);
        lab.state().ofKind("inventory-service").forEach(part -> replicas.add(new Sightings(part, token)));
    }

    /** What is known before the end of the task is. */
    private record Seen(VmRef vm, Instant clicked, Duration accepted, Instant pending, Instant ended) {}

    /** @param open actions under way at once @param count how many in all */
    Clicks measured(int open, int count) {
        ExecutorService callers = Executors.newFixedThreadPool(open);
        try {
            List<CompletableFuture<Seen>> asked = IntStream.range(0, count)
                    .mapToObj(n -> CompletableFuture.supplyAsync(this::click, callers))
                    .toList();
            List<Seen> seen = asked.stream().map(Clicking::joined).toList();
            TaskEnds ends = new TaskEnds(simulator.orders(), TASK);
            return new Clicks(open, seen.stream().map(one -> click(one, ends)).toList());
        } finally {
            callers.shutdownNow();
        }
    }

    private static Seen joined(CompletableFuture<Seen> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProveException reason ? reason : e;
        }
    }

    private static Click click(Seen seen, TaskEnds ends) {
        Instant end = ends.between(seen.vm(), seen.clicked(), seen.ended());
        return new Click(
                seen.accepted(), Duration.between(seen.clicked(), seen.pending()), Duration.between(end, seen.ended()));
    }

    private Seen click() {
        Guest guest = guests.remove();
        VmRef vm = guest.vm();
        String wished = guest.running() ? "stopped" : "running";
        Predicate<JsonNode> isPending = shown -> !shown.path("pending_action").isNull();
        List<CompletableFuture<Instant>> pending =
                replicas.stream().map(replica -> replica.of(vm, isPending)).toList();
        Instant click = Instant.now();
        Answer answer =
                actors.get(clicked.incrementAndGet() % actors.size()).act(vm, guest.running() ? "stop" : "start");
        Duration accepted = Duration.between(click, Instant.now());
        if (answer.status() != 202) {
            throw new ProveException(vm + " answered " + answer.status() + ": " + answer.body());
        }
        Instant pendingOnAll = last(pending, vm + " pending");
        Predicate<JsonNode> isFinal = shown -> shown.path("pending_action").isNull()
                && shown.path("status").asText().equals(wished);
        List<CompletableFuture<Instant>> ended =
                replicas.stream().map(replica -> replica.of(vm, isFinal)).toList();
        Instant endedOnAll = last(ended, vm + " " + wished);
        guests.add(simulator.guest(vm.vmid()));
        return new Seen(vm, click, accepted, pendingOnAll, endedOnAll);
    }

    private Instant last(List<CompletableFuture<Instant>> seen, String what) {
        Instant last = Instant.MIN;
        for (int i = 0; i < seen.size(); i++) {
            Instant told = replicas.get(i).await(seen.get(i), what, LIMIT);
            last = told.isAfter(last) ? told : last;
        }
        return last;
    }

    @Override
    public void close() {
        replicas.forEach(Sightings::close);
    }
}
