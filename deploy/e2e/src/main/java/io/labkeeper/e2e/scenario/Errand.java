package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.VmRef;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** A start from the click to the running VM, in the middle of some trouble. */
public record Errand(Bench bench, VmRef vm) {
    private static final Duration TASK = Duration.ofSeconds(30);

    /**
     * @param when for the table: "Redis away"
     * @param shows within what time each step must show on all replicas
     */
    public void run(String when, Duration shows, Findings findings) {
        List<VmWatch> watches =
                bench.readers().stream().map(reader -> new VmWatch(reader, vm)).toList();
        try {
            String id = Bench.idOf(bench.act(vm, "start"));
            long accepted = System.nanoTime();
            watches.forEach(watch -> first(
                            watch,
                            "pending",
                            accepted,
                            look -> id.equals(look.pending()) || "running".equals(look.status()))
                    .add(when, shows, findings));
            Eventually.happens("the start task of " + vm, TASK, () -> bench.simulator(vm.cluster())
                    .guest(vm.vmid())
                    .running());
            long ended = System.nanoTime();
            watches.forEach(watch -> first(watch, "running", ended, look -> "running".equals(look.status()))
                    .add(when, shows.plus(Duration.ofSeconds(2)), findings));
        } finally {
            watches.forEach(VmWatch::close);
        }
    }

    private static Step first(VmWatch watch, String what, long since, Predicate<VmWatch.Look> kind) {
        VmWatch.Look look = watch.await(what, 0, TASK, kind);
        return new Step(watch.reader() + " " + what, Duration.ofNanos(Math.max(0, look.at() - since)));
    }

    private record Step(String what, Duration took) {
        void add(String when, Duration bound, Findings findings) {
            findings.within(when + ": " + what + " after", took, bound);
        }
    }
}
