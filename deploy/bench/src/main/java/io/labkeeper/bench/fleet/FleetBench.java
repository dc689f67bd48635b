package io.labkeeper.bench.fleet;

import io.labkeeper.bench.run.BenchLab;
import io.labkeeper.bench.run.Copies;
import io.labkeeper.bench.run.PackagedService;
import io.labkeeper.bench.run.Reports;
import io.labkeeper.bench.run.Target;
import io.labkeeper.bench.run.Wrk;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A user's list in fleets of several sizes. Each size has a replica of its own, which is cut off from Postgres once it has loaded its
 * fleet: so all sizes can be asked in turn, and none has anything else to do.
 */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What a user's list costs by size of the fleet, and the memory of the view. Needs wrk.")
public final class FleetBench implements Callable<Integer> {
    private static final Duration LOADED = Duration.ofMinutes(2);
    private static final String SOURCE = "lab-a";
    private static final String USER = "alice";

    @Option(
            names = "--vms",
            paramLabel = "N",
            split = ",",
            defaultValue = "100,1000,10000,50000",
            description = "Fleet sizes, each larger than the one before, from 60 (${DEFAULT-VALUE}).")
    private List<Integer> sizes;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = "Rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "How long a list is asked for in a round (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "8",
            description =
                    "How long a list is asked for before the rounds; twice that where the machine is too slow for "
                            + Wrk.WARM + " answers (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".lab/bench",
            description = "Where its lab and its report are (${DEFAULT-VALUE}).")
    private Path dir;

    private record Size(int vms, PackagedService replica, Target target, List<Double> micros, List<Double> rates) {}

    @Override
    public Integer call() {
        Wrk wrk = new Wrk(dir.resolve("fleet").resolve("wrk"), 16);
        List<Size> replicas = new ArrayList<>();
        try (BenchLab lab = lab()) {
            try {
                start(lab, replicas);
                measure(wrk, replicas);
                List<FleetCost> costs = replicas.stream()
                        .map(size -> cost(size, shown(lab, size)))
                        .toList();
                Reports.write(dir, "fleet", FleetPage.of(setup(), costs), costs);
            } finally {
                replicas.forEach(size -> size.replica().close());
            }
        }
        return 0;
    }

    private BenchLab lab() {
        System.out.println("starting a lab of " + sizes.get(0) + " VMs");
        BenchLab lab = new BenchLab(
                dir,
                "fleet",
                "--clusters",
                "1",
                "--workers",
                "1",
                "--inventory",
                "1",
                "--actions",
                "1",
                "--vms",
                Integer.toString(sizes.get(0)));
        // What it has written is copied from here on, and must not change any more.
        lab.lab().kill("sync-worker-1");
        return lab;
    }

    private void start(BenchLab lab, List<Size> replicas) {
        Copies copies = new Copies(lab.jdbcUrl(), SOURCE);
        int before = sizes.get(0);
        for (int vms : sizes) {
            System.out.println("a replica with " + vms + " VMs");
            copies.add(vms - before);
            before = vms;
            replicas.add(cutOff(lab, vms));
        }
    }

    /** A replica under a role of its own, which is taken away when all is loaded. */
    private Size cutOff(BenchLab lab, int vms) {
        Postgres postgres = new Postgres(lab.jdbcUrl());
        String role = "bench_" + vms;
        String password = UUID.randomUUID().toString();
        postgres.run("CREATE ROLE " + role + " LOGIN IN ROLE labkeeper_reader PASSWORD '" + password + "'");
        Map<String, String> environment = lab.withoutRedis("bench-" + vms);
        environment.put("POSTGRES_USER", role);
        environment.put("POSTGRES_PASSWORD", password);
        PackagedService replica =
                new PackagedService("replica-" + vms, "inventory-service", "768m", environment, lab.dir());
        try {
            replica.awaitReady();
            Api admin = lab.api(replica, "admin");
            Eventually.happens(vms + " VMs loaded", LOADED, () -> total(admin) >= vms);
        } catch (ProveException e) {
            replica.close();
            throw e;
        }
        postgres.run("ALTER ROLE " + role + " NOLOGIN");
        postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ?", role);
        Map<String, String> token =
                Map.of("Authorization", "Bearer " + lab.lab().token(USER));
        return new Size(
                vms,
                replica,
                new Target("list-" + vms, replica, "/api/vms", token, 200),
                new ArrayList<>(),
                new ArrayList<>());
    }

    private static int total(Api api) {
        return api.get("/api/vms?limit=1").json().path("total").asInt();
    }

    private void measure(Wrk wrk, List<Size> replicas) {
        System.out.println("warming up");
        replicas.forEach(size -> wrk.warmUp(size.target(), Duration.ofSeconds(warmUp)));
        for (int round = 1; round <= rounds; round++) {
            System.out.println("round " + round + " of " + rounds);
            for (Size size : replicas) {
                Wrk.Run run = wrk.run(size.target(), Duration.ofSeconds(seconds));
                size.micros().add(run.processorMicros());
                size.rates().add(run.result().perSecond());
            }
        }
    }

    private static int shown(BenchLab lab, Size size) {
        return total(lab.api(size.replica(), USER));
    }

    private static FleetCost cost(Size size, int shown) {
        return new FleetCost(
                size.vms(),
                shown,
                size.micros(),
                size.rates(),
                size.replica().figures().heap());
    }

    private String setup() {
        return "A replica a size, asked in turn, " + rounds + " rounds of " + seconds + " s over 16 connections; "
                + Runtime.getRuntime().availableProcessors() + " processors, which the load generator shares.";
    }
}
