package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A start succeeds as a task, and the VM is gone again at once: the outcome of the action must not stick. */
public final class StartedAndDied implements Scenario {
    private static final Duration AT_ONCE = Duration.ofMillis(300);
    private static final Duration TASK = Duration.ofSeconds(30);
    private static final Duration STAYS = Duration.ofSeconds(5);

    @Override
    public String id() {
        return "S3b";
    }

    @Override
    public String promise() {
        return "a VM that starts and dies at once ends as stopped on every replica, not as running for ever";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        Simulator simulator = bench.simulator(vm.cluster());
        simulator.diesAfterNextTask(vm.vmid(), AT_ONCE);
        String id = Bench.idOf(bench.act(vm, "start"));
        String state = Eventually.get("the end of the start of " + vm, TASK, () -> Optional.of(
                        bench.actor().action(id).path("state").asText())
                .filter(word -> !List.of("accepted", "claimed", "submitting", "submitted")
                        .contains(word)));
        Eventually.happens(
                "the death of " + vm, TASK, () -> simulator.guest(vm.vmid()).stopped());
        long died = System.nanoTime();
        findings.note("start of " + vm + " ended as " + state + "; the VM died after " + AT_ONCE.toMillis() + " ms");
        Duration bound = bench.pace().quick().plus(simulator.lag()).plusSeconds(3);
        List<VmWatch> watches =
                bench.readers().stream().map(reader -> new VmWatch(reader, vm)).toList();
        try {
            watches.forEach(watch -> stopped(watch, died, bound, findings));
            long since = System.nanoTime();
            Eventually.pause(STAYS);
            watches.forEach(watch -> staysStopped(watch, since, findings));
        } finally {
            watches.forEach(VmWatch::close);
        }
    }

    private static void stopped(VmWatch watch, long died, Duration bound, Findings findings) {
        VmWatch.Look first =
                watch.await("stopped", died, bound.multipliedBy(3), look -> "stopped".equals(look.status()));
        findings.within(watch.reader() + ": stopped after", Duration.ofNanos(first.at() - died), bound);
    }

    private static void staysStopped(VmWatch watch, long since, Findings findings) {
        List<VmWatch.Look> looks = watch.since(since);
        long other =
                looks.stream().filter(look -> !"stopped".equals(look.status())).count();
        findings.expect(
                !looks.isEmpty() && other == 0,
                watch.reader() + ": " + other + " of the next " + looks.size() + " looks not stopped");
    }
}
