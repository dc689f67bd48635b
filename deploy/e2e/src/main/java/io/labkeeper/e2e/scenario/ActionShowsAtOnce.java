package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.List;

/** A start is asked for, and both replicas are watched while Proxmox's list still shows the old state. */
public final class ActionShowsAtOnce implements Scenario {
    private static final Duration RUNNING = Duration.ofSeconds(2);
    private static final Duration BEFORE = Duration.ofSeconds(3);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration TASK = Duration.ofSeconds(30);

    @Override
    public String id() {
        return "S3";
    }

    @Override
    public String promise() {
        return "a start shows on every replica as pending within 100 ms and as running within 2 s of its task's end,"
                + " and never flickers back while the list lags";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef first = bench.guests().stopped();
        VmRef vm = bench.guests().stopped();
        try (SteadyLoad load = bench.load()) {
            Eventually.pause(BEFORE);
            // Fresh processes pay for code that never ran before; their first action has the bound of a replica without
            // feed.
            new Errand(bench, first).run("first action of these processes", FIRST, findings);
            watched(bench, vm, findings);
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    private static void watched(Bench bench, VmRef vm, Findings findings) {
        List<VmWatch> watches =
                bench.readers().stream().map(reader -> new VmWatch(reader, vm)).toList();
        try {
            Answer accepted = bench.act(vm, "start");
            long acceptedAt = System.nanoTime();
            findings.note("start of " + vm + " accepted in " + accepted.took().toMillis() + " ms");
            String id = Bench.idOf(accepted);
            watches.forEach(watch -> findings.within(
                    watch.reader() + ": pending after",
                    pending(watch, id, acceptedAt),
                    bench.pace().pending()));
            long ended = taskEnd(bench.simulator(vm.cluster()), vm);
            watches.forEach(watch -> running(watch, ended, findings));
            Eventually.pause(bench.pace().watch());
            watches.forEach(watch -> steady(watch, ended, bench, findings));
        } finally {
            watches.forEach(VmWatch::close);
        }
    }

    // A look may be there before the answer to the POST is: then it took no time at all.
    private static Duration pending(VmWatch watch, String id, long acceptedAt) {
        VmWatch.Look first = watch.await("pending", 0, RUNNING, look -> id.equals(look.pending()));
        return Duration.ofNanos(Math.max(0, first.at() - acceptedAt));
    }

    private static long taskEnd(Simulator simulator, VmRef vm) {
        Eventually.happens("the end of the start task of " + vm, TASK, () -> simulator
                .guest(vm.vmid())
                .running());
        return System.nanoTime();
    }

    private static void running(VmWatch watch, long ended, Findings findings) {
        VmWatch.Look first =
                watch.await("running", 0, RUNNING.multipliedBy(5), look -> "running".equals(look.status()));
        Duration took = Duration.ofNanos(Math.max(0, first.at() - ended));
        findings.within(watch.reader() + ": running after the task's end", took, RUNNING);
    }

    private static void steady(VmWatch watch, long ended, Bench bench, Findings findings) {
        List<VmWatch.Look> looks = watch.since(ended).stream()
                .dropWhile(look -> !"running".equals(look.status()))
                .toList();
        long other =
                looks.stream().filter(look -> !"running".equals(look.status())).count();
        findings.expect(
                !looks.isEmpty() && other == 0,
                watch.reader() + ": " + other + " of " + looks.size() + " looks in "
                        + bench.pace().watch().toSeconds() + " s not running");
        boolean open = looks.isEmpty() || looks.get(looks.size() - 1).pending() != null;
        findings.expect(!open, watch.reader() + ": action " + (open ? "still" : "no longer") + " pending");
    }
}
