package io.labkeeper.bench.run;

import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The load generator {@code wrk} as a process: a closed loop of connections, each of which asks again when it has its answer. */
public final class Wrk {
    /** The line that our script prints at the end. */
    private static final Pattern RESULT = Pattern.compile(
            "RESULT requests=(\\d+) micros=(\\d+) status=(\\d+) broken=(\\d+) bytes=(\\d+) p50=(\\d+) p99=(\\d+)");

    /** Answers until which the compiler is still at work, which is no property of a request. */
    public static final long WARM = 20_000;

    /** More than the headers of an answer take. */
    private static final long NOT_ONLY_HEADERS = 1_000;

    private static final int NOT_MODIFIED = 304;
    private static final int ATTEMPTS = 5;

    private final Path dir;
    private final int connections;

    /**
     * @param dir for its scripts, which hold tokens and are nobody else's to read
     * @param connections at a time
     * @throws ProveException if there is no wrk on this machine
     */
    public Wrk(Path dir, int connections) {
        this.dir = dir;
        this.connections = connections;
        try {
            new ProcessBuilder("wrk", "--version")
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new ProveException("""
                    THERE IS NO wrk ON THIS MACHINE, and nothing can be measured without it.
                    It is a small load generator; on Debian and Ubuntu: apt-get install wrk""", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }

    /**
     * @param requests answered
     * @param millis that it took
     * @param refused answers with a status of 400 or more
     * @param broken connections and requests that came to nothing
     * @param bytes of all answers, headers included
     */
    public record Result(
            long requests, double millis, long refused, long broken, long bytes, double p50Millis, double p99Millis) {

        public double perSecond() {
            return requests * 1_000.0 / millis;
        }
    }

    /**
     * A run with what it cost.
     *
     * @param processorMicros processor time of the service per answer
     */
    public record Run(Result result, double processorMicros) {}

    /** Sends it for that time; once more if the machine was too slow for enough answers. */
    public void warmUp(Target target, Duration time) {
        if (once(target, time).requests() < WARM) {
            once(target, time);
        }
    }

    /**
     * A list may change while it is being asked whether it has changed; then the run is repeated with its new tag.
     *
     * @throws ProveException if it is not answered as it should be
     */
    public Run run(Target target, Duration time) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            double before = target.service().figures().processorMillis();
            Result result = once(target, time);
            double used = target.service().figures().processorMillis() - before;
            if (target.status() != NOT_MODIFIED || result.bytes() < result.requests() * NOT_ONLY_HEADERS) {
                return new Run(result, used * 1_000 / result.requests());
            }
        }
        throw new ProveException(target.name() + " was answered with bodies, in each of " + ATTEMPTS + " runs");
    }

    private Result once(Target target, Duration time) {
        Result result = parsed(output(List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + time.toSeconds() + "s",
                "-s",
                script(target.name(), target.headers().get()).toString(),
                target.url())));
        boolean refused = target.status() >= 400 ? result.refused() != result.requests() : result.refused() > 0;
        if (result.requests() == 0 || result.broken() > 0 || refused) {
            throw new ProveException(target.name() + " was not answered with " + target.status() + ": " + result);
        }
        return result;
    }

    static Result parsed(String output) {
        Matcher found = RESULT.matcher(output);
        if (!found.find()) {
            throw new ProveException("wrk said what is not understood:\n" + output);
        }
        return new Result(
                Long.parseLong(found.group(1)),
                Long.parseLong(found.group(2)) / 1_000.0,
                Long.parseLong(found.group(3)),
                Long.parseLong(found.group(4)),
                Long.parseLong(found.group(5)),
                Long.parseLong(found.group(6)) / 1_000.0,
                Long.parseLong(found.group(7)) / 1_000.0);
    }

    /** As a file and not as an option: a command line is everybody's to read. */
    private Path script(String name, Map<String, String> headers) {
        String lines = headers.entrySet().stream()
                .map(header ->
                        String.format(Locale.ROOT, "wrk.headers[\"%s\"] = '%s'%n", header.getKey(), header.getValue()))
                .collect(Collectors.joining());
        String end = """
                done = function(summary, latency, requests)
                  local e = summary.errors
                  io.write(string.format("RESULT requests=%d micros=%d status=%d broken=%d bytes=%d p50=%d p99=%d\\n",
                    summary.requests, summary.duration, e.status, e.connect + e.read + e.write + e.timeout, summary.bytes,
                    latency:percentile(50), latency:percentile(99)))
                end
                """;
        Path file = dir.resolve(name + ".lua");
        try {
            Files.createDirectories(dir);
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, lines + end);
        } catch (IOException e) {
            throw new ProveException("cannot write " + file, e);
        }
    }

    private static String output(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new ProveException("cannot run wrk", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }
}
