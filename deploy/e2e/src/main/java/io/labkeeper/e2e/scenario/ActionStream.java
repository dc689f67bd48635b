package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.History.Accepted;
import io.labkeeper.e2e.simulator.Guest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Power actions at a steady rate, asked for at the gateway, from its creation until it is stopped: all VMs are started in turn, then all
 * of them stopped, and so on. Each wish has an idempotency key of its own, as that of a careful caller. Every wish is accounted for.
 */
public final class ActionStream implements AutoCloseable {
    /** How long a patient caller goes on asking. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final int CALLERS = 32;
    private static final int EXAMPLES = 5;

    private final Bench bench;
    private final Api gateway;
    private final boolean patient;
    private final String name;
    private final List<VmRef> vms;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(ActionStream::daemon);
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS, ActionStream::daemon);
    private final Map<String, Integer> firstAnswers = new TreeMap<>();
    private final List<Accepted> accepted = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private int wishes;
    private int refused;
    private int repeated;

    /**
     * @param perSecond wishes a second
     * @param patient whether a wish without an answer, or with one of 5xx, is asked again under its key until it has one
     */
    public ActionStream(Bench bench, double perSecond, boolean patient) {
        this.bench = bench;
        this.gateway = bench.gateway("admin");
        this.patient = patient;
        this.name = "stream-" + bench.random().nextInt(1_000_000_000) + "-";
        this.vms = bench.simulators().stream()
                .flatMap(simulator -> simulator.guests().stream())
                .filter(guest -> !guest.template())
                .map(Guest::vm)
                .sorted()
                .toList();
        long period = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        clock.scheduleAtFixedRate(this::wish, 0, period, TimeUnit.NANOSECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "action-stream");
        thread.setDaemon(true);
        return thread;
    }

    /** What is asked for. */
    private record Wish(String key, VmRef vm, String action) {

        String path() {
            return "/api/vm/" + vm.vmid() + "/" + action + "?cluster=" + vm.cluster();
        }

        @Override
        public String toString() {
            return action + " of " + vm;
        }
    }

    private synchronized void wish() {
        int number = wishes++;
        String action = number / vms.size() % 2 == 0 ? "start" : "stop";
        Wish wish = new Wish(name + number, vms.get(number % vms.size()), action);
        callers.execute(() -> fulfil(wish));
    }

    private void fulfil(Wish wish) {
        String answer = ask(wish);
        count(answer);
        if (patient && !isDefinite(answer)) {
            answer = askAgain(wish);
        }
        if (!isDefinite(answer)) {
            lost(wish + ": " + answer);
        }
    }

    private String askAgain(Wish wish) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String answer = "none";
        while (!isDefinite(answer) && System.nanoTime() < end) {
            Eventually.pause(BETWEEN);
            again();
            answer = ask(wish);
        }
        return answer;
    }

    /** @return the status, or why there was none */
    private String ask(Wish wish) {
        try {
            Answer answer = gateway.post(wish.path(), wish.key(), null);
            if (answer.status() == 202) {
                accepted(new Accepted(Bench.idOf(answer), wish.vm(), wish.action()));
            }
            if (answer.status() == 409) {
                refused();
            }
            return Integer.toString(answer.status());
        } catch (ProveException noAnswer) {
            return "none: " + noAnswer.getMessage();
        }
    }

    /** Another action of that VM is still open: an answer as good as any. */
    private static boolean isDefinite(String answer) {
        return answer.equals("202") || answer.equals("409");
    }

    private synchronized void count(String answer) {
        firstAnswers.merge(answer.startsWith("none") ? "none" : answer, 1, Integer::sum);
    }

    private synchronized void accepted(Accepted action) {
        accepted.add(action);
        bench.history().accepted(action);
    }

    private synchronized void refused() {
        refused++;
    }

    private synchronized void again() {
        repeated++;
    }

    private synchronized void lost(String text) {
        lost.add(text);
    }

    /** Every action that was accepted so far. */
    public synchronized List<Accepted> accepted() {
        return List.copyOf(accepted);
    }

    /** Asks for no more, waits until each wish has its answer, and adds whether each has a good one. */
    public List<Accepted> stop(Findings findings) {
        close();
        synchronized (this) {
            findings.expect(
                    wishes > 0 && lost.isEmpty() && accepted.size() + refused == wishes,
                    wishes + " actions asked for: " + accepted.size() + " accepted, " + refused
                            + " refused since the VM was busy, " + lost.size() + " lost; first answers " + firstAnswers
                            + ", asked again " + repeated + " times"
                            + (lost.isEmpty() ? "" : ": " + lost.subList(0, Math.min(EXAMPLES, lost.size()))));
            long booked = bench.database().keyed("admin", name);
            long distinct = accepted.stream().map(Accepted::id).distinct().count();
            findings.expect(
                    booked == distinct,
                    booked + " actions booked for " + distinct + " accepted, " + (accepted.size() - distinct)
                            + " wishes joined to one of them");
            return List.copyOf(accepted);
        }
    }

    @Override
    public void close() {
        clock.shutdown();
        try {
            clock.awaitTermination(1, TimeUnit.SECONDS);
            callers.shutdown();
            if (!callers.awaitTermination(PATIENCE.plusSeconds(20).toSeconds(), TimeUnit.SECONDS)) {
                throw new ProveException("actions are still being asked for");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }
}
