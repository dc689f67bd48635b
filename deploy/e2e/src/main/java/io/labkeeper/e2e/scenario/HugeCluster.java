package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.load.SteadyLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A cluster grows to a hundred times its size, and shrinks again. The row's 20,000 VMs are more than simulator, stores and six services
 * have room for on one small machine, so here they are 3,000.
 */
public final class HugeCluster implements Scenario {
    private static final int VMS = 3_000;
    private static final Duration LIST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final double MEGABYTE = 1 << 20;

    @Override
    public String id() {
        return "X-06";
    }

    @Override
    public String promise() {
        return VMS
                + " VMs at once in a cluster that had few: its list is read and written within 10 s, no process ends,"
                + " runs out of heap or holds an event loop up, and the other clusters are read as ever";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Map<String, Long> processes = bench.lab().state().serviceProcesses();
        try (SickCluster cluster = SickCluster.any(bench);
                HeadWatch watch = new HeadWatch(cluster.database());
                SteadyLoad load = bench.load()) {
            int before = cluster.stored().size();
            int nodes = cluster.simulator().nodes().size();
            int few = (int) cluster.simulator().guests().stream()
                    .filter(guest -> !guest.template())
                    .count();
            long blocked = blocked(bench);
            cluster.simulator().become(VMS, nodes);
            try {
                grown(bench, cluster, findings);
            } finally {
                cluster.simulator().become(few, nodes);
            }
            Duration back = shows(cluster, cluster.simulator().guests().size());
            findings.note("small again (" + before + " VMs before): shown so by all replicas after " + back.toSeconds()
                    + " s");
            cluster.others()
                    .forEach(other -> findings.within(
                            other + " meanwhile read " + watch.reads(other) + " times; longest pause",
                            watch.longestPause(other),
                            bench.pace().quickShown()));
            long more = blocked(bench) - blocked;
            findings.expect(more == 0, more + " warnings of a blocked event loop in the logs of all services");
            findings.expect(load.stop().allGood(), load.report().describe());
        }
        findings.expect(
                processes.equals(bench.lab().state().serviceProcesses()),
                "none of our " + processes.size() + " processes restarted");
        findings.expect(bench.replicasEqualPostgres());
    }

    private static void grown(Bench bench, SickCluster cluster, Findings findings) {
        int all = cluster.simulator().guests().size();
        long[] list = {0};
        double[] heap = {0};
        long start = System.nanoTime();
        Eventually.happens(all + " VMs shown by all replicas", LONGEST, () -> {
            heap[0] = Math.max(heap[0], heap(bench));
            list[0] = Math.max(list[0], listed(cluster));
            return cluster.readers().stream()
                    .allMatch(reader -> cluster.vms(reader).size() == all);
        });
        Duration shown = Duration.ofNanos(System.nanoTime() - start);
        Eventually.pause(bench.pace().full());
        heap[0] = Math.max(heap[0], heap(bench));
        list[0] = Math.max(list[0], listed(cluster));
        findings.note(all + " VMs shown by all replicas after " + shown.toMillis() + " ms");
        findings.within("longest read of the list, up to Postgres", Duration.ofMillis(list[0]), LIST);
        findings.expect(
                heap[0] > 0 && heap[0] < 512 * MEGABYTE,
                "largest heap of a sync-worker seen: " + Math.round(heap[0] / MEGABYTE) + " MB (< 512)");
    }

    private static Duration shows(SickCluster cluster, int count) {
        return cluster.shows(count + " VMs", LONGEST, vms -> vms.size() == count);
    }

    private static long listed(SickCluster cluster) {
        return cluster.told(cluster.readers().get(0)).path("quick_duration_ms").asLong();
    }

    private static double heap(Bench bench) {
        return bench.lab().state().ofKind("sync-worker").stream()
                .mapToDouble(part -> Metrics.of(List.of(part)).sum("jvm_memory_used_bytes", "area=\"heap\""))
                .max()
                .orElseThrow();
    }

    /** Vert.x warns when an event loop does not turn for 2 s. */
    private static long blocked(Bench bench) {
        return bench.lab().state().parts().stream()
                .filter(part -> bench.lab().state().serviceProcesses().containsKey(part.name()))
                .mapToLong(HugeCluster::blocked)
                .sum();
    }

    private static long blocked(Part part) {
        try (Stream<String> lines = Files.lines(Path.of(part.facts().path("log").asText()))) {
            return lines.filter(line -> line.contains("has been blocked for")).count();
        } catch (IOException e) {
            throw new ProveException("cannot read the log of " + part.name(), e);
        }
    }
}
