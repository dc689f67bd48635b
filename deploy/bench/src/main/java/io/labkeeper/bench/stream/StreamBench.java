package io.labkeeper.bench.stream;

import io.labkeeper.bench.run.BenchLab;
import io.labkeeper.bench.run.Changes;
import io.labkeeper.bench.run.Commits;
import io.labkeeper.bench.run.Copies;
import io.labkeeper.bench.run.PackagedService;
import io.labkeeper.bench.run.ProcessFigures;
import io.labkeeper.bench.run.Quantiles;
import io.labkeeper.bench.run.Reports;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Http;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many browsers that listen on one replica, and one that does not. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "How fast a change reaches 1,000 streams of events, what they cost, and what a slow one does to them.")
public final class StreamBench implements Callable<Integer> {
    private static final Duration OPENED = Duration.ofMinutes(2);
    private static final Duration SLOW_CUT = Duration.ofSeconds(60);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final String USER = "alice";

    @Option(names = "--clients", paramLabel = "N", defaultValue = "1000", description = "Streams (${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--changes", paramLabel = "N", defaultValue = "20", description = "Changes (${DEFAULT-VALUE}).")
    private int changes;

    @Option(
            names = "--vms",
            paramLabel = "N",
            defaultValue = "10000",
            description = "VMs in the fleet, all of which the slow client is shown (${DEFAULT-VALUE}).")
    private int vms;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".lab/bench",
            description = "Where its lab and its report are (${DEFAULT-VALUE}).")
    private Path dir;

    @Override
    public Integer call() {
        System.out.println("starting a lab");
        try (BenchLab lab = new BenchLab(
                dir,
                "stream",
                "--clusters",
                "1",
                "--workers",
                "1",
                "--inventory",
                "1",
                "--actions",
                "1",
                "--vms",
                "100")) {
            new Copies(lab.jdbcUrl(), "lab-a").add(Math.max(0, vms - 100));
            Map<String, String> environment = new TreeMap<>(lab.replica("bench-replica"));
            environment.put("LABKEEPER_EVENTS_STREAMS_PER_USER", Integer.toString(clients + 10));
            environment.put("LABKEEPER_EVENTS_STREAMS", Integer.toString(clients + 10));
            try (PackagedService replica =
                    new PackagedService("replica", "inventory-service", "512m", environment, lab.dir())) {
                replica.awaitReady();
                StreamFigures figures = measured(lab, replica);
                Reports.write(dir, "stream", StreamPage.of(figures), figures);
            }
        }
        return 0;
    }

    private StreamFigures measured(BenchLab lab, PackagedService replica) {
        ProcessFigures process = replica.figures();
        Deliveries deliveries = new Deliveries(lab, new Changes(lab), new Commits(lab.jdbcUrl()), USER);
        long heap = process.heap();
        long resident = process.resident();
        System.out.println("opening " + clients + " streams");
        long begun = System.nanoTime();
        List<Listener> listeners = open(lab, replica);
        long opened = (System.nanoTime() - begun) / 1_000_000;
        long heapNow = process.heap();
        long residentNow = process.resident();
        double idle = idle(process);
        System.out.println("changing a VM " + changes + " times");
        Deliveries.Told told = deliveries.of(listeners, changes);
        System.out.println("the same beside a client that reads nothing");
        try (SlowClient slow = new SlowClient(replica.url(), lab.lab().token("admin"))) {
            Deliveries.Told beside = deliveries.of(listeners, Math.max(1, changes / 2));
            long cut = cutAfter(slow.askedAt(), replica);
            listeners.forEach(Listener::close);
            return new StreamFigures(
                    listeners.size(),
                    opened,
                    Quantiles.of(told.millis()),
                    told.lost() + beside.lost(),
                    (heapNow - heap) / listeners.size(),
                    (residentNow - resident) / listeners.size(),
                    idle,
                    Quantiles.of(beside.millis()),
                    cut);
        }
    }

    private List<Listener> open(BenchLab lab, PackagedService replica) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        String token = lab.lab().token(USER);
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            listeners.add(Listener.open(http, replica.url(), token));
            if (i % 100 == 99) {
                // Not all at once: what is measured is not how long a queue of connections may be.
                awaitOpen(listeners);
            }
        }
        awaitOpen(listeners);
        return listeners;
    }

    private static void awaitOpen(List<Listener> listeners) {
        Eventually.happens(listeners.size() + " streams open", OPENED, () -> listeners.stream()
                .allMatch(Listener::opened));
    }

    private static double idle(ProcessFigures process) {
        double before = process.processorMillis();
        Eventually.pause(IDLE);
        return (process.processorMillis() - before) * 100 / IDLE.toMillis();
    }

    /** Milliseconds; {@link StreamFigures#NEVER} if it was not within a minute. */
    private static long cutAfter(long askedAt, PackagedService replica) {
        try {
            Eventually.happens("the slow client cut off", SLOW_CUT, () -> cutOff(replica) > 0);
            return (System.nanoTime() - askedAt) / 1_000_000;
        } catch (ProveException never) {
            System.out.println(never.getMessage() + " (is the fleet larger than the kernel's buffers?)");
            return StreamFigures.NEVER;
        }
    }

    /** How many clients the replica has cut off since they took nothing. */
    private static double cutOff(PackagedService replica) {
        String metrics = Http.send(
                        "GET", URI.create(replica.managementUrl() + "/q/metrics"), Map.of("Accept", "text/plain"), null)
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith("labkeeper_events_ended_total{") && line.contains("\"stalled\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
