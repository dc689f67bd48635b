package io.labkeeper.worker.address;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of ours in a network of its own. It says {@code ready}, and then answers each line that it is sent with some lines and
 * {@code end}.
 */
public final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;

    private WorkerProcess(Process process) {
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Returns once it is ready. */
    public static WorkerProcess start(Namespaces network, Class<?> main, String... arguments) throws IOException {
        List<String> program = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        program.addAll(List.of(arguments));
        WorkerProcess started = new WorkerProcess(network.inWorker(program, Map.of())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        started.until("ready");
        return started;
    }

    /** Has it read once, and returns what it found. */
    public List<String> read() {
        new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8).println("read");
        return until("end");
    }

    private List<String> until(String word) {
        try {
            List<String> lines = new ArrayList<>();
            for (String line = said.readLine(); !word.equals(line); line = said.readLine()) {
                if (line == null) {
                    throw new IOException("the process has ended");
                }
                lines.add(line);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }
}
