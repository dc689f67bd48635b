package io.labkeeper.bench.reads;

import io.labkeeper.bench.reads.Cases.Case;
import io.labkeeper.bench.run.BenchLab;
import io.labkeeper.bench.run.PackagedService;
import io.labkeeper.bench.run.Reports;
import io.labkeeper.bench.run.Target;
import io.labkeeper.bench.run.Wrk;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.check.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads side by side with the same stack returning ready bytes: interleaved rounds, ratios. */
@Command(
        name = "reads",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "What a read costs beside the same stack returning ready bytes, in interleaved rounds. Needs wrk.")
public final class ReadsBench implements Callable<Integer> {
    private static final Duration FIRST_READING = Duration.ofMinutes(2);
    private static final String HEAP = "512m";

    @Option(names = "--vms", paramLabel = "N", defaultValue = "1000", description = "Guests (${DEFAULT-VALUE}).")
    private int vms;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "How long each request is sent in a round (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "4",
            description =
                    "How long each request is sent before the rounds; twice that where the machine is too slow for "
                            + Wrk.WARM + " answers (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only reads whose name on the page holds this.")
    private String only;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "16",
            description = "Connections at a time (${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".lab/bench",
            description = "Where its lab and its report are (${DEFAULT-VALUE}).")
    private Path dir;

    @Override
    public Integer call() {
        Wrk wrk = new Wrk(dir.resolve("reads").resolve("wrk"), connections);
        try (BenchLab lab = lab();
                PackagedService replica = new PackagedService(
                        "replica", "inventory-service", HEAP, lab.replica("bench-replica"), lab.dir())) {
            replica.awaitReady();
            awaitFleet(lab, lab.api(replica, "admin"));
            Cases cases = new Cases(lab, replica);
            cases.assign();
            Path bodies = lab.dir().resolve("bodies");
            cases.writeBodies(bodies);
            Map<String, String> environment = new TreeMap<>(lab.issuer());
            environment.put("BENCH_PLAIN_DIR", bodies.toString());
            try (PackagedService plain =
                    new PackagedService("plain", "deploy/bench/plain", HEAP, environment, lab.dir())) {
                plain.awaitReady();
                List<Comparison> comparisons = measured(
                        wrk,
                        cases.all(plain).stream()
                                .filter(one -> one.name().contains(only))
                                .toList());
                Reports.write(dir, "reads", ReadsPage.of(setup(), comparisons), comparisons);
            }
        }
        return 0;
    }

    private BenchLab lab() {
        System.out.println("starting a lab of " + vms + " VMs");
        return new BenchLab(
                dir,
                "reads",
                "--clusters",
                "1",
                "--nodes",
                "10",
                "--workers",
                "1",
                "--inventory",
                "1",
                "--actions",
                "1",
                "--vms",
                Integer.toString(vms));
    }

    /** Until each VM's configuration was read once: what is measured must not change all the time. */
    private void awaitFleet(BenchLab lab, Api admin) {
        Database database = new Database(lab.jdbcUrl());
        System.out.println("reading everything for the first time");
        Eventually.happens(
                "all VMs known",
                FIRST_READING,
                () -> database.vmsWithoutBirth() == 0
                        && admin.get("/api/vms?limit=1").json().path("total").asInt() >= vms);
    }

    private List<Comparison> measured(Wrk wrk, List<Case> cases) {
        Map<String, List<Sample>> samples = new HashMap<>();
        System.out.println("warming up");
        cases.forEach(one -> {
            wrk.warmUp(one.ours(), Duration.ofSeconds(warmUp));
            wrk.warmUp(one.theirs(), Duration.ofSeconds(warmUp));
        });
        for (int round = 1; round <= rounds; round++) {
            System.out.println("round " + round + " of " + rounds);
            for (Case one : cases) {
                sample(wrk, one.ours(), key(one, "ours"), samples);
                sample(wrk, one.theirs(), key(one, "theirs"), samples);
            }
        }
        return cases.stream()
                .map(one -> new Comparison(
                        one.name(),
                        one.against(),
                        one.wanted(),
                        one.bytes(),
                        samples.get(key(one, "ours")),
                        samples.get(key(one, "theirs"))))
                .toList();
    }

    private static String key(Case one, String side) {
        return one.name() + one.against() + side;
    }

    private void sample(Wrk wrk, Target target, String key, Map<String, List<Sample>> samples) {
        Wrk.Run run = wrk.run(target, Duration.ofSeconds(seconds));
        Wrk.Result result = run.result();
        samples.computeIfAbsent(key, k -> new ArrayList<>())
                .add(new Sample(result.perSecond(), run.processorMicros(), result.p50Millis(), result.p99Millis()));
    }

    private String setup() {
        return rounds + " rounds of " + seconds + " s a request over " + connections
                + " connections, one request at a time, ours and theirs in turn; " + vms + " VMs, "
                + Runtime.getRuntime().availableProcessors() + " processors, which the load generator shares.";
    }
}
