package io.labkeeper.bench.sync;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Http;
import io.labkeeper.e2e.lab.Part;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A worker's own metrics, as Prometheus would read them, and what its operating system says of its process. */
final class WorkerFigures {
    private static final Pattern RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private final Part worker;

    WorkerFigures(Part worker) {
        this.worker = worker;
    }

    /** How often something was done, and how long that took together. */
    record Timed(double count, double seconds) {

        Timed since(Timed before) {
            return new Timed(count - before.count, seconds - before.seconds);
        }

        /** 0 if it was never done. */
        long meanMillis() {
            return count == 0 ? 0 : Math.round(1000 * seconds / count);
        }
    }

    /** What these steps of syncs have cost so far. */
    Map<String, Timed> steps(List<String> names) {
        String metrics = metrics();
        Map<String, Timed> steps = new HashMap<>();
        names.forEach(name -> {
            String labels = "outcome=\"ok\",step=\"" + name + "\"";
            steps.put(
                    name,
                    new Timed(
                            sum(metrics, "labkeeper_worker_sync_steps_seconds_count", labels),
                            sum(metrics, "labkeeper_worker_sync_steps_seconds_sum", labels)));
        });
        return steps;
    }

    /** Used heap in MiB. */
    long heap() {
        return (long) sum(metrics(), "jvm_memory_used_bytes", "area=\"heap\"") >> 20;
    }

    /** The most heap that it may use, in MiB. */
    long heapLimit() {
        return (long) sum(metrics(), "jvm_memory_max_bytes", "area=\"heap\"") >> 20;
    }

    /** Full syncs that have ended well since its start. */
    long fulls() {
        return (long) sum(metrics(), "labkeeper_worker_syncs_seconds_count", "mode=\"full\",outcome=\"ok\"");
    }

    /** The most resident memory so far in MiB; 0 where the system does not tell. */
    long residentPeak() {
        try {
            Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(worker.pid()), "status")));
            return found.find() ? Long.parseLong(found.group(1)) >> 10 : 0;
        } catch (IOException notLinux) {
            return 0;
        }
    }

    private String metrics() {
        String url = worker.facts().path("management_url").asText();
        var answer = Http.send("GET", URI.create(url + "/q/metrics"), Map.of("Accept", "text/plain"), null);
        if (answer.status() != 200) {
            throw new ProveException(worker + " shows no metrics: " + answer.status());
        }
        return answer.body();
    }

    /** The sum of all series of that name whose labels hold the text. */
    static double sum(String metrics, String name, String labels) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
