package io.labkeeper.bench.start;

import io.labkeeper.bench.run.BenchLab;
import io.labkeeper.bench.run.PackagedService;
import io.labkeeper.bench.run.Reports;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.lab.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a new replica takes until it can answer: with both stores, with Redis alone, with Postgres alone. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "How long a new replica takes until it is ready, by where it loads the fleet from.")
public final class StartBench implements Callable<Integer> {
    private static final Duration PUBLISHED = Duration.ofMinutes(4);
    private static final Duration ANSWERED = Duration.ofMinutes(1);
    private static final String SHUT_OUT = "bench_shut_out";

    @Option(names = "--vms", paramLabel = "N", defaultValue = "10000", description = "Guests (${DEFAULT-VALUE}).")
    private int vms;

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "3",
            description = "Starts of each (${DEFAULT-VALUE}).")
    private int starts;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".lab/bench",
            description = "Where its lab and its report are (${DEFAULT-VALUE}).")
    private Path dir;

    @Override
    public Integer call() {
        System.out.println("starting a lab of " + vms + " VMs");
        try (BenchLab lab = new BenchLab(
                dir,
                "start",
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
                Integer.toString(vms))) {
            Map<String, Map<String, String>> ways = ways(lab);
            awaitPublished(lab, ways.get("Redis"));
            // Reading configurations goes on for long, and is not what is measured.
            lab.lab().kill("sync-worker-1");
            List<StartFigures> all = measured(lab, ways);
            Reports.write(dir, "start", StartPage.of(vms, all), all);
        }
        return 0;
    }

    /** The environments of a replica by where it can load from. */
    private static Map<String, Map<String, String>> ways(BenchLab lab) {
        Map<String, String> redisAlone = lab.replica("bench-redis");
        redisAlone.put("POSTGRES_USER", SHUT_OUT);
        redisAlone.put("POSTGRES_PASSWORD", UUID.randomUUID().toString());
        new Postgres(lab.jdbcUrl()).run("CREATE ROLE " + SHUT_OUT + " NOLOGIN");
        Map<String, Map<String, String>> ways = new LinkedHashMap<>();
        ways.put("Redis, with Postgres", lab.replica("bench-both"));
        ways.put("Redis", redisAlone);
        ways.put("Postgres", lab.withoutRedis("bench-postgres"));
        return ways;
    }

    /** Until a replica that knows Redis alone has all VMs: then Postgres has them too, which is written first. */
    private void awaitPublished(BenchLab lab, Map<String, String> redisAlone) {
        System.out.println("waiting until all is published");
        try (PackagedService replica =
                new PackagedService("probe", "inventory-service", "512m", redisAlone, lab.dir())) {
            replica.awaitReady();
            Eventually.happens(vms + " VMs in Redis", PUBLISHED, () -> total(lab, replica) >= vms);
        }
    }

    private List<StartFigures> measured(BenchLab lab, Map<String, Map<String, String>> ways) {
        List<StartFigures> all = ways.keySet().stream()
                .map(from -> new StartFigures(from, new ArrayList<>(), new ArrayList<>()))
                .toList();
        for (int round = 1; round <= starts; round++) {
            System.out.println("round " + round + " of " + starts);
            for (StartFigures figures : all) {
                start(lab, figures, ways.get(figures.from()));
            }
        }
        return all;
    }

    private void start(BenchLab lab, StartFigures figures, Map<String, String> environment) {
        long begun = System.nanoTime();
        try (PackagedService replica =
                new PackagedService("replica", "inventory-service", "512m", environment, lab.dir())) {
            figures.readyMillis().add(replica.awaitReady().toNanos() / 1e6);
            Eventually.get("all VMs answered", ANSWERED, () -> {
                Answer list = lab.api(replica, "admin").get("/api/vms");
                return list.status() == 200 && list.json().path("total").asInt() >= vms
                        ? Optional.of(list)
                        : Optional.empty();
            });
            figures.answeredMillis().add((System.nanoTime() - begun) / 1e6);
        }
    }

    private static int total(BenchLab lab, PackagedService replica) {
        try {
            return lab.api(replica, "admin")
                    .get("/api/vms?limit=1")
                    .json()
                    .path("total")
                    .asInt();
        } catch (ProveException slow) {
            return 0;
        }
    }
}
