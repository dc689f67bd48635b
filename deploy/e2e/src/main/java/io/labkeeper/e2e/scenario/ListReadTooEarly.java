package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.Fault;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.List;

/** Proxmox makes its list up before an action, and the answer arrives after it. */
public final class ListReadTooEarly implements Scenario {
    private static final Duration LATE = Duration.ofSeconds(4);
    private static final Duration SHOWN = Duration.ofSeconds(10);
    private static final Duration TASK = Duration.ofSeconds(30);

    @Override
    public String id() {
        return "A-03";
    }

    @Override
    public String promise() {
        return "a list that was made up before an action and arrives " + LATE.toSeconds()
                + " s later does not turn its outcome back on any replica";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        VmRef vm = bench.guests().stopped();
        Simulator simulator = bench.simulator(vm.cluster());
        List<VmWatch> watches =
                bench.readers().stream().map(reader -> new VmWatch(reader, vm)).toList();
        String late = simulator.fault(Fault.of("delay", Fault.LIST).delay(LATE).after());
        try {
            Eventually.happens("a list under way", SHOWN, () -> simulator.struck(late) > 0);
            bench.act(vm, "start");
            Eventually.happens(
                    "the start of " + vm, TASK, () -> simulator.guest(vm.vmid()).running());
            watches.forEach(watch -> watch.await("running", 0, SHOWN, look -> "running".equals(look.status())));
            long since = System.nanoTime();
            Eventually.pause(bench.pace().watch());
            findings.expect(simulator.struck(late) > 1, simulator.struck(late) + " lists arrived late");
            watches.forEach(watch -> steady(watch, since, findings));
        } finally {
            simulator.mend();
            watches.forEach(VmWatch::close);
        }
    }

    private static void steady(VmWatch watch, long since, Findings findings) {
        List<VmWatch.Look> looks = watch.since(since);
        long other =
                looks.stream().filter(look -> !"running".equals(look.status())).count();
        findings.expect(
                !looks.isEmpty() && other == 0,
                watch.reader() + ": " + other + " of " + looks.size() + " looks not running");
    }
}
