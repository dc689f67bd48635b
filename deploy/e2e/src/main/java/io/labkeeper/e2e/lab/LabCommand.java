package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How {@code ./lab} is called: as a process, as a user would. */
public final class LabCommand {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final List<String> words;
    private final Path home;
    private final Set<Process> underWay = ConcurrentHashMap.newKeySet();

    /**
     * @param words the program and its first arguments, such as the path of the script
     * @param home the folder in which it is called
     */
    public LabCommand(List<String> words, Path home) {
        this.words = List.copyOf(words);
        this.home = home;
    }

    /**
     * The script by which this very program was started.
     *
     * @throws ProveException if it was started in another way
     */
    public static LabCommand ofScript() {
        String home = System.getProperty("labkeeper.home");
        if (home == null) {
            throw new ProveException("start it with the script ./lab");
        }
        return new LabCommand(List.of(Path.of(home, "lab").toString()), Path.of(home));
    }

    /**
     * Runs it to its end, at most five minutes.
     *
     * @param arguments of the command
     * @return what it printed on its standard output
     * @throws ProveException if it fails, with what it said
     */
    public String run(List<String> arguments) {
        Outcome outcome = outcome(arguments);
        if (outcome.code() != 0) {
            throw new ProveException(
                    arguments + " ended with " + outcome.code() + ":\n" + outcome.said() + outcome.complained());
        }
        return outcome.said();
    }

    /**
     * How a command has ended.
     *
     * @param said on its standard output
     * @param complained on its standard error
     */
    public record Outcome(int code, String said, String complained) {}

    /** The same, whatever its exit code. */
    public Outcome outcome(List<String> arguments) {
        List<String> line = new ArrayList<>(words);
        line.addAll(arguments);
        try {
            return run(line, Files.createTempFile("lab", ".out"), Files.createTempFile("lab", ".err"));
        } catch (IOException e) {
            throw new ProveException("cannot run " + line + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted while running " + line, e);
        }
    }

    /** Ends the calls under way, as Ctrl-C does, and waits until they have undone what they began; for 30 s at the most. */
    public void interrupt() {
        Set<Process> calls = Set.copyOf(underWay);
        calls.forEach(Process::destroy);
        CompletableFuture.allOf(calls.stream().map(Process::onExit).toArray(CompletableFuture[]::new))
                .orTimeout(END_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(tooSlow -> null)
                .join();
    }

    // Into files and not pipes: what it leaves running may hold its output open for ever.
    private Outcome run(List<String> line, Path out, Path err) throws IOException, InterruptedException {
        Process process = null;
        try {
            process = new ProcessBuilder(line)
                    .directory(home.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            underWay.add(process);
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new ProveException(line + " did not end within " + LIMIT.toSeconds() + " s");
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            if (process != null) {
                underWay.remove(process);
            }
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }
}
