package io.labkeeper.worker;

import io.labkeeper.simulator.Simulator;
import io.labkeeper.simulator.SimulatorOptions;
import io.labkeeper.simulator.auth.Token;
import io.labkeeper.simulator.control.Control;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Simulated clusters and the clusters file that names them. {@code lab-a} is healthy, and its lists show the true state at
 * once unless a test says otherwise; {@code lab-b} may be broken; {@code lab-c} is for those who take leases away; the token of
 * {@code lab-x} has no rights; the guests of {@code lab-n} are in the neighbour table as well.
 */
public final class Lab implements QuarkusTestResourceLifecycleManager {
    private static final Map<String, Integer> SIZES =
            Map.of("lab-a", 20, "lab-b", 12, "lab-c", 8, "lab-n", 6, "lab-x", 3);

    private static final Map<String, Simulator> RUNNING = new LinkedHashMap<>();
    private static final Map<String, String> PINS = new LinkedHashMap<>();
    private static Path file;
    private static String text;

    @Override
    public Map<String, String> start() {
        Path neighbours = write("arp", "");
        StringBuilder file = new StringBuilder("clusters:\n");
        for (String id : List.of("lab-a", "lab-b", "lab-c", "lab-n", "lab-x")) {
            SimulatorOptions options = SimulatorOptions.of(id)
                    .vms(SIZES.get(id))
                    .lag(Duration.ZERO)
                    .taskDuration(Duration.ofMillis(300));
            Simulator simulator = Simulator.start(id.equals("lab-n") ? options.neighbourTable(neighbours) : options);
            RUNNING.put(id, simulator);
            PINS.put(id, simulator.fingerprint());
            file.append(entry(simulator, id.equals("lab-x") ? simulator.powerlessToken() : simulator.readerToken()));
        }
        text = file.toString();
        Lab.file = write("clusters.yaml", text);
        return Map.of(
                "labkeeper.proxmox.clusters-file",
                Lab.file.toString(),
                "labkeeper.address.arp.table",
                neighbours.toString());
    }

    private static Path write(String name, String text) {
        try {
            Path file = Files.createTempFile("lab-", "-" + name);
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of the clusters file that name this cluster. */
    public static String entry(Simulator simulator, Token token) {
        return """
                  - id: %s
                    endpoints: [%s]
                    token_id: "%s"
                    token_secret: "%s"
                    fingerprints: ["%s"]
                """.formatted(
                simulator.clusterId(), simulator.apiUri(), token.name(), token.secret(), simulator.fingerprint());
    }

    @Override
    public void stop() {
        RUNNING.values().forEach(Simulator::close);
        RUNNING.clear();
    }

    /** Changes the clusters file while the worker runs: the usual clusters and these lines. */
    public static void configure(String more) {
        replace(text + more);
    }

    /** Changes it so that the certificate which a cluster shows now is the trusted one. */
    public static void trustNow(String clusterId) {
        Simulator simulator = RUNNING.get(clusterId);
        replace(text.replace(PINS.get(clusterId), simulator.fingerprint()));
    }

    /** Whether a cluster shows another certificate than the clusters file names usually. */
    public static boolean renewed(String clusterId) {
        return !RUNNING.get(clusterId).fingerprint().equals(PINS.get(clusterId));
    }

    private static void replace(String content) {
        try {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), content);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What happens to a cluster behind our back. */
    public static Control of(String clusterId) {
        return RUNNING.get(clusterId).control();
    }

    /** The token with which a cluster is read. */
    public static Token reader(String clusterId) {
        return RUNNING.get(clusterId).readerToken();
    }
}
