package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Guest;
import java.time.Duration;
import java.util.List;

/** A node loses its power. Proxmox's list goes on showing its guests as they were, up to five minutes. */
public final class NodeOffline implements Scenario {
    private static final int PATIENCE = 3;

    @Override
    public String id() {
        return "X-05";
    }

    @Override
    public String promise() {
        return "a node goes offline: its running VMs show as unknown within one interval, never as stopped,"
                + " and as running again when it is back";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                SteadyLoad load = bench.load()) {
            Guest guest = cluster.simulator().guests().stream()
                    .filter(each -> each.running() && !each.template())
                    .findFirst()
                    .orElseThrow(() -> new ProveException("no VM runs in " + cluster.id()));
            VmRef vm = guest.vm();
            cluster.shows(
                    "it running",
                    bench.pace().full().plus(cluster.lag()),
                    vms -> vms.containsKey(vm)
                            && vms.get(vm).path("status").asText().equals("running"));
            List<VmWatch> watches = cluster.readers().stream()
                    .map(reader -> new VmWatch(reader, vm))
                    .toList();
            try {
                story(bench, cluster, guest, watches, findings);
            } finally {
                watches.forEach(VmWatch::close);
            }
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    private static void story(Bench bench, SickCluster cluster, Guest guest, List<VmWatch> watches, Findings findings) {
        Duration bound = bench.pace().quickShown();
        long down = System.nanoTime();
        cluster.simulator().power(guest.node(), false);
        watches.forEach(watch -> took(watch, guest.node() + " off", "unknown", down, bound, findings));
        long up = System.nanoTime();
        cluster.simulator().power(guest.node(), true);
        watches.forEach(watch -> took(watch, guest.node() + " on", "running", up, bound, findings));
        for (VmWatch watch : watches) {
            List<VmWatch.Look> looks = watch.since(down);
            long stopped = looks.stream()
                    .filter(look -> "stopped".equals(look.status()))
                    .count();
            findings.expect(stopped == 0, watch.reader() + ": " + stopped + " of " + looks.size() + " looks stopped");
        }
    }

    private static void took(VmWatch watch, String when, String status, long since, Duration bound, Findings findings) {
        VmWatch.Look look =
                watch.await(status, since, bound.multipliedBy(PATIENCE), seen -> status.equals(seen.status()));
        findings.within(
                when + ": " + watch.reader() + " " + status + " after", Duration.ofNanos(look.at() - since), bound);
    }
}
