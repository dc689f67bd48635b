package io.labkeeper.bench.changes;

import io.labkeeper.bench.run.BenchLab;
import io.labkeeper.bench.run.Changes;
import io.labkeeper.bench.run.Commits;
import io.labkeeper.bench.run.PackagedService;
import io.labkeeper.bench.run.Reports;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.simulator.Guest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast a commit becomes visible on a replica that has not caused it: usually, with a message lost, without Redis. */
@Command(
        name = "changes",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "From commit in Postgres to visible on another replica: usually, with a message lost, Redis frozen or gone.")
public final class ChangesBench implements Callable<Integer> {
    private static final Duration WRITTEN = Duration.ofSeconds(30);
    private static final Duration SEEN = Duration.ofSeconds(10);
    private static final int BATCH = 100;

    @Option(
            names = "--changes",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Changes with all well (${DEFAULT-VALUE}).")
    private int changes;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "3",
            description = "With all well no longer than this, however many changes there were (${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "5",
            description = "Changes under each fault (${DEFAULT-VALUE}).")
    private int faults;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".lab/bench",
            description = "Where its lab and its report are (${DEFAULT-VALUE}).")
    private Path dir;

    private Changes making;
    private Commits commits;
    private Watcher watcher;
    private List<Integer> vmids;
    private boolean on;

    @Override
    public Integer call() {
        System.out.println("starting a lab");
        try (BenchLab lab = new BenchLab(
                        dir,
                        "changes",
                        "--clusters",
                        "1",
                        "--workers",
                        "1",
                        "--inventory",
                        "1",
                        "--actions",
                        "1",
                        "--vms",
                        Integer.toString(BATCH));
                RedisGate gate = new RedisGate(lab.lab().state().part("redis").url())) {
            Map<String, String> environment = new TreeMap<>(lab.replica("bench-replica"));
            environment.put("REDIS_URL", gate.url());
            try (PackagedService replica =
                    new PackagedService("replica", "inventory-service", "512m", environment, lab.dir())) {
                replica.awaitReady();
                List<Lag> lags = measured(lab, gate, replica);
                Reports.write(dir, "changes", ChangesPage.of(lags), lags);
            }
        }
        return 0;
    }

    private List<Lag> measured(BenchLab lab, RedisGate gate, PackagedService replica) {
        making = new Changes(lab);
        commits = new Commits(lab.jdbcUrl());
        vmids = making.guests().stream().map(Guest::vm).map(vm -> vm.vmid()).toList();
        try (Watcher watching = new Watcher(replica.url(), lab.lab().token("admin"), making.cluster())) {
            watcher = watching;
            List<Lag> lags = new ArrayList<>();
            lags.add(many());
            lags.add(few("a message lost", 1_500L, gate::loseOne, () -> gate.lost() > 0));
            System.out.println(gate.lost() + " messages lost on purpose");
            lab.lab().stop("redis");
            lags.add(few("Redis frozen", 3_500L, () -> {}, () -> true));
            lab.lab().go("redis");
            lab.lab().kill("redis");
            lags.add(few("Redis gone", 3_000L, () -> {}, () -> true));
            return lags;
        }
    }

    /** All guests off, on, off … until there were enough changes, or the time is over. */
    private Lag many() {
        System.out.println("with all well");
        long before = last();
        long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        int made = 0;
        while (made < changes && System.nanoTime() < end) {
            change(vmids);
            made += vmids.size();
        }
        return lag("all well", null, made, before);
    }

    /**
     * @param prepare before each change
     * @param struck whether the fault was really there
     */
    private Lag few(String circumstance, Long wanted, Runnable prepare, BooleanSupplier struck) {
        System.out.println("with " + circumstance);
        long before = last();
        for (int i = 0; i < faults; i++) {
            prepare.run();
            change(vmids.subList(0, 1));
        }
        Lag lag = lag(circumstance, wanted, faults, before);
        if (!struck.getAsBoolean()) {
            throw new ProveException("the fault was not there: " + circumstance);
        }
        return lag;
    }

    /** Switches them all, and waits until it is written and seen. */
    private void change(List<Integer> which) {
        long before = last();
        on = !on;
        making.power(which, on);
        Eventually.happens("a change written", WRITTEN, () -> last() > before);
        settle();
    }

    /** Until the replica shows the last commit, and no other has come meanwhile. */
    private void settle() {
        try {
            Eventually.happens("the last commit shown", SEEN, () -> watcher.shown(last()) != null);
        } catch (ProveException late) {
            System.out.println(late.getMessage());
        }
    }

    private Lag lag(String circumstance, Long wanted, int made, long before) {
        return Lag.of(circumstance, wanted, made, commits.after(making.cluster(), before), watcher::shown);
    }

    private long last() {
        return commits.last(making.cluster());
    }
}
