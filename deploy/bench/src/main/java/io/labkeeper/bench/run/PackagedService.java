package io.labkeeper.bench.run;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Http;
import io.labkeeper.e2e.lab.Lab;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A process of one of our packages, as it runs in production: both compilers of the virtual machine, unlike in a lab. Ended by
 * {@link #close}, and with this program.
 */
public final class PackagedService implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration END = Duration.ofSeconds(15);
    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Dquarkus.http.io-threads=2");

    private final String name;
    private final int port = Lab.freePort();
    private final int managementPort = Lab.freePort();
    private final Process process;
    private final Thread atExit;
    private final long startedAt;

    /**
     * @param name for messages and for its log in {@code dir}
     * @param module folder of its module, from the root of the checkout
     * @param heap such as "512m"
     * @param environment variables beside its ports
     * @param dir where its log goes
     */
    public PackagedService(String name, String module, String heap, Map<String, String> environment, Path dir) {
        this.name = name;
        Path jar = Path.of(System.getProperty("labkeeper.home"), module, "target/quarkus-app/quarkus-run.jar");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms" + heap, "-Xmx" + heap));
        command.addAll(FLAGS);
        command.addAll(List.of("-jar", jar.toString()));
        Map<String, String> all = new TreeMap<>(environment);
        all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        all.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        all.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        all.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        this.startedAt = System.nanoTime();
        this.process = start(command, all, dir);
        this.atExit = new Thread(process::destroyForcibly, "stop-" + name);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    private Process start(List<String> command, Map<String, String> environment, Path dir) {
        try {
            Files.createDirectories(dir);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(dir.resolve(name + ".log").toFile());
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new ProveException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Where health and metrics are. */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Waits until it says that it is ready.
     *
     * @return how long that took from its start
     */
    public Duration awaitReady() {
        Eventually.get(name + " ready", START, () -> {
            if (!process.isAlive()) {
                throw new ProveException(name + " has ended: see its log");
            }
            return status("/q/health/ready") == 200 ? Optional.of(true) : Optional.empty();
        });
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private int status(String path) {
        try {
            return Http.send("GET", URI.create(managementUrl() + path), Map.of(), null)
                    .status();
        } catch (ProveException notYet) {
            return 0;
        }
    }

    /** Its memory and its time, as the operating system tells. */
    public ProcessFigures figures() {
        return new ProcessFigures(pid());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (!Thread.currentThread().isInterrupted()) {
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }
}
