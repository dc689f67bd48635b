package io.labkeeper.proxmox;

import java.nio.file.Path;
import java.time.Duration;

/** The settings of a client in a test: the defaults, for another file. */
record TestConfig(Path clustersFile, Duration watch, Duration refusedPause, int circuitFailures, Duration circuitPause)
        implements ProxmoxConfig {

    static TestConfig of(Path file) {
        Caution caution = Caution.DEFAULT;
        return new TestConfig(file, Duration.ofSeconds(5), caution.refusedPause(), caution.failures(), caution.pause());
    }
}
