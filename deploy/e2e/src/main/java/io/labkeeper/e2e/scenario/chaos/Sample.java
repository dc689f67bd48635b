package io.labkeeper.e2e.scenario.chaos;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a process holds at one moment.
 *
 * @param heapBytes in use right after a full collection
 * @param files open file descriptors, connections among them
 * @param connections open sockets
 */
record Sample(long heapBytes, long files, long connections) {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Has its garbage collected first. */
    static Sample of(Part part) {
        collect(part);
        long heap = (long) Metrics.of(List.of(part)).sum("jvm_memory_used_bytes", "area=\"heap\"");
        List<String> open = open(part);
        long sockets = open.stream().filter(file -> file.startsWith("socket:")).count();
        return new Sample(heap, open.size(), sockets);
    }

    /** Whether there is a program here that can ask for it. */
    static boolean possible() {
        return Files.isExecutable(jcmd());
    }

    private static Path jcmd() {
        return Path.of(System.getProperty("java.home"), "bin", "jcmd");
    }

    private static void collect(Part part) {
        try {
            Process process = new ProcessBuilder(jcmd().toString(), Long.toString(part.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new ProveException(
                        part.name() + " did not collect its garbage within " + LIMIT.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new ProveException(
                        "jcmd could not reach " + part.name() + ": its exit code is " + process.exitValue());
            }
        } catch (IOException e) {
            throw new ProveException("cannot run jcmd", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }

    /** What its descriptors are open to; one may be closed while it is looked at. */
    private static List<String> open(Part part) {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(part.pid()), "fd"))) {
            return files.map(Sample::target).toList();
        } catch (IOException e) {
            throw new ProveException("cannot read the open files of " + part.name(), e);
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closedMeanwhile) {
            return "closed";
        }
    }
}
