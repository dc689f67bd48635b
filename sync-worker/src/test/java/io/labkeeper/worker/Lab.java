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
import java.time.Duration;
import java.util.Map;

/**
 * Two simulated clusters and the clusters file that names them: {@code lab-a} of 20 guests, which all tests share, and
 * {@code lab-x}, whose token has no rights. Lists show the true state at once unless a test says otherwise.
 */
public final class Lab implements QuarkusTestResourceLifecycleManager {
    private static Simulator labA;
    private static Simulator labX;

    @Override
    public Map<String, String> start() {
        labA = Simulator.start(
                SimulatorOptions.of("lab-a").vms(20).lag(Duration.ZERO).taskDuration(Duration.ofMillis(300)));
        labX = Simulator.start(SimulatorOptions.of("lab-x").vms(3).lag(Duration.ZERO));
        try {
            Path file = Files.createTempFile("clusters", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(
                    file, "clusters:\n" + entry(labA, labA.readerToken()) + entry(labX, labX.powerlessToken()));
            return Map.of("labkeeper.proxmox.clusters-file", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String entry(Simulator simulator, Token token) {
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
        labA.close();
        labX.close();
    }

    /** What happens to {@code lab-a} behind our back. */
    public static Control labA() {
        return labA.control();
    }
}
