package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A wall clock for one Java process, which may be wrong and may be set while it runs: the library of the program {@code faketime},
 * loaded before all others, with a file that it reads anew every second. The monotonic clock stays right, as it does on a host whose
 * wall clock is set.
 */
public final class FakeClock {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String LIBRARY = "LD_PRELOAD=";
    /** The line before it says when, by the clock of the process and in the time zone of the machine. */
    private static final String DUMP = "Full thread dump";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final String library;
    private final Path file;

    private FakeClock(String library, Path file) {
        this.library = library;
        this.file = file;
    }

    /**
     * @param file where it notes by how much the clock is wrong
     * @return empty if there is no program {@code faketime} here
     */
    public static Optional<FakeClock> in(Path file) {
        return library().map(library -> new FakeClock(library, file));
    }

    /** What has a multi-threaded program run under it, as the program itself does it. */
    private static Optional<String> library() {
        try {
            Process process = new ProcessBuilder("sh", "-c", "command -v faketime >/dev/null && faketime -m -f +0 env")
                    .redirectErrorStream(true)
                    .start();
            String told = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            return told.lines()
                    .filter(line -> line.startsWith(LIBRARY))
                    .map(line -> line.substring(LIBRARY.length()))
                    .findFirst();
        } catch (IOException e) {
            throw new ProveException("cannot run sh", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }

    /** Sets the clock, of a process that runs too. @param shift by how much it is wrong: "+1h", "-1h" */
    public void set(String shift) {
        try {
            Files.writeString(file, shift + "\n");
        } catch (IOException e) {
            throw new ProveException("cannot write " + file, e);
        }
    }

    /** The program through which a process is to be started, to have this clock. */
    public List<String> program() {
        return List.of(
                "env",
                LIBRARY + library,
                "FAKETIME_TIMESTAMP_FILE=" + file,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                // With this "fix" the library moves the deadlines of waits on the monotonic clock: each ends at once,
                // and all threads spin.
                "FAKETIME_FORCE_MONOTONIC_FIX=0",
                // The times of files are no business of the clock; with them, Java would take its class data for old.
                "NO_FAKE_STAT=1");
    }

    /** By how much the wall clock of a Java process is off, to the second: it tells the time in a thread dump. */
    public static Duration off(Part part) {
        long before = dumps(part);
        Signals.dump(part);
        Eventually.happens("thread dump of " + part.name(), LIMIT, () -> dumps(part) > before);
        List<String> lines = lines(part);
        for (int i = lines.size() - 1; i > 0; i--) {
            if (lines.get(i).startsWith(DUMP)) {
                LocalDateTime told = LocalDateTime.parse(lines.get(i - 1), TIME);
                return Duration.between(Instant.now(), told.atZone(ZoneId.systemDefault()));
            }
        }
        throw new ProveException("no thread dump in the log of " + part.name());
    }

    private static long dumps(Part part) {
        return lines(part).stream().filter(line -> line.startsWith(DUMP)).count();
    }

    private static List<String> lines(Part part) {
        try {
            return Files.readAllLines(Path.of(part.facts().path("log").asText()));
        } catch (IOException e) {
            throw new ProveException("cannot read the log of " + part.name(), e);
        }
    }
}
