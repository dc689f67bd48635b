package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How {@code ./lab} is called: as a process, as a user would.
 *
 * @param words the program and its first arguments, such as the path of the script
 * @param home the folder in which it is called
 */
public record LabCommand(List<String> words, Path home) {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    public LabCommand {
        words = List.copyOf(words);
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

    // Into files and not pipes: what it leaves running may hold its output open for ever.
    private Outcome run(List<String> line, Path out, Path err) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(line)
                    .directory(home.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new ProveException(line + " did not end within " + LIMIT.toSeconds() + " s");
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }
}
