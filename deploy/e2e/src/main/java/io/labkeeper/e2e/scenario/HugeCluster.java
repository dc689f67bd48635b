package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.load.SteadyLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** A cluster grows to hundreds of times its size, and shrinks again. */
public final class HugeCluster implements Scenario {
    private static final int VMS = 20_000;
    private static final Duration LIST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(3);

    @Override
    public String id() {
        return "X-06";
    }

    @Override
    public String promise() {
        return VMS
                + " VMs at once in a cluster that had few: its list is read and written within 10 s, no process ends or runs"
                + " out of heap, no event loop works for more than 200 ms at a time, and other clusters are read as ever";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Map<String, Long> processes = bench.lab().state().serviceProcesses();
        long start = System.nanoTime();
        try (SickCluster cluster = SickCluster.any(bench);
                HeadWatch watch = new HeadWatch(cluster.database());
                SteadyLoad load = bench.pagedLoad()) {
            int before = cluster.stored().size();
            int nodes = cluster.simulator().nodes().size();
            int few = (int) cluster.simulator().guests().stream()
                    .filter(guest -> !guest.template())
                    .count();
            int templates = cluster.simulator().guests().size() - few;
            long blocked = blocked(bench);
            WorkerLoad workers = new WorkerLoad(bench);
            cluster.simulator().become(VMS, nodes);
            try {
                grown(bench, cluster, VMS + templates, workers, findings);
            } finally {
                cluster.simulator().become(few, nodes);
            }
            Duration back = shown(cluster, few + templates, workers::look);
            findings.note("small again (" + before + " VMs before): shown so by all replicas after " + back.toSeconds()
                    + " s");
            workers.tell(findings);
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
        findings.note(
                "all of it took " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
    }

    private static void grown(Bench bench, SickCluster cluster, int all, WorkerLoad workers, Findings findings) {
        SyncTimes syncs = new SyncTimes(bench, cluster);
        Runnable look = () -> {
            workers.look();
            syncs.look();
        };
        Duration shown = shown(cluster, all, look);
        findings.note(all + " VMs shown by all replicas after " + shown.toMillis() + " ms");
        long until = System.nanoTime() + bench.pace().full().toNanos();
        Eventually.happens("a full sync's time has passed", LONGEST, () -> {
            look.run();
            return System.nanoTime() - until >= 0;
        });
        findings.within("longest read of the list, up to Postgres", syncs.longest(), LIST);
    }

    private static int total(SickCluster cluster, Api reader) {
        return reader.get("/api/vms?templates=true&limit=1&cluster=" + cluster.id())
                .json()
                .path("total")
                .asInt();
    }

    /** Counted, not read: the whole list, again and again from every replica, would be a load of its own. */
    private static Duration shown(SickCluster cluster, int all, Runnable meanwhile) {
        return Eventually.happens(all + " VMs shown by all replicas", LONGEST, () -> {
            meanwhile.run();
            return cluster.readers().stream().allMatch(reader -> total(cluster, reader) == all);
        });
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
