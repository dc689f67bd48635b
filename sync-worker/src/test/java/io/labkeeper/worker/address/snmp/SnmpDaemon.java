package io.labkeeper.worker.address.snmp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** net-snmp's own agent as a process, with nothing of this machine's settings. Its community stands in a file only. */
final class SnmpDaemon implements AutoCloseable {
    private final Process process;
    private final Path log;

    private SnmpDaemon(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Where it is installed; empty if it is not. */
    static Optional<Path> installed() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, "snmpd"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it; it answers a moment later.
     *
     * @param folder where it may write, and where its configuration is put
     * @param builder how it is started, from its command and its environment
     */
    static SnmpDaemon start(
            Path executable,
            Path folder,
            int port,
            String community,
            BiFunction<List<String>, Map<String, String>, ProcessBuilder> builder)
            throws IOException {
        Path configuration = Files.writeString(
                folder.resolve("agent.conf"),
                "agentaddress udp:127.0.0.1:" + port + "\nrocommunity " + community + " 127.0.0.1\n");
        Path log = folder.resolve("agent.log");
        Path own = Files.createDirectories(folder.resolve("persistent"));
        List<String> command = List.of(executable.toString(), "-f", "-Le", "-C", "-c", configuration.toString());
        Map<String, String> environment =
                Map.of("MIBS", "", "SNMP_PERSISTENT_DIR", own.toString(), "SNMPCONFPATH", own.toString());
        return new SnmpDaemon(
                builder.apply(command, environment)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    /** Fails with its own words if it has ended. */
    void mustRun() {
        if (!process.isAlive()) {
            try {
                throw new IllegalStateException("snmpd has ended: " + Files.readString(log));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }
}
