package io.labkeeper.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands to their end. */
final class Commands {
    private static final int NOT_FOUND = 127;

    private Commands() {}

    /** The exit code; 127 if there is no such command; a {@link ServerFailure} if it does not end in time. */
    static int exitCode(List<String> command, Duration limit) {
        try {
            return await(
                    builder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start(),
                    command,
                    limit);
        } catch (IOException noSuchCommand) {
            return NOT_FOUND;
        }
    }

    /** Runs a command that must succeed, else a {@link ServerFailure} with what it printed. */
    static void run(List<String> command, Duration limit) {
        try {
            Path output = Files.createTempFile("command", ".log");
            try {
                Process process =
                        builder(command).redirectOutput(output.toFile()).start();
                int code = await(process, command, limit);
                if (code != 0) {
                    throw new ServerFailure(command.get(0) + " ended with " + code + ":\n"
                            + Files.readString(output, StandardCharsets.UTF_8));
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new ServerFailure("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    private static ProcessBuilder builder(List<String> command) {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }

    private static int await(Process process, List<String> command, Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new ServerFailure(command.get(0) + " did not end within " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailure("interrupted while waiting for " + command.get(0), e);
        } finally {
            process.destroyForcibly();
        }
    }
}
