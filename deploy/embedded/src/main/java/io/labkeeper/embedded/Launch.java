package io.labkeeper.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a process is started: its output appended to a log file, nothing on standard input.
 *
 * @param command the program and its arguments; no secrets here, everyone on the machine can read them
 * @param environment variables added to ours
 * @param log file that takes standard output and error
 * @param detached in a session of its own, so that neither Ctrl-C nor the end of the terminal or of this JVM reaches it
 */
public record Launch(List<String> command, Map<String, String> environment, Path log, boolean detached) {
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);

    /** Starts it and returns at once. */
    public ServerProcess start() {
        List<String> line = new ArrayList<>(detached ? OwnSession.PREFIX : List.of());
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            return ServerProcess.of(builder.start());
        } catch (IOException e) {
            throw new ServerFailure("cannot start " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    /** {@code setsid} keeps the pid: a child of ours leads no process group, so it need not fork. */
    private static final class OwnSession {
        static final List<String> PREFIX =
                Commands.exitCode(List.of("setsid", "true"), CHECK_LIMIT) == 0 ? List.of("setsid") : List.of();
    }
}
