package io.labkeeper.worker.probe;

import java.time.Duration;
import java.util.List;

/** The settings of a test. */
record ProbeSettings(boolean enabled, List<String> networks, int concurrency, Duration limit) implements ProbeConfig {
    static final ProbeSettings USUAL =
            new ProbeSettings(true, List.of("10.0.0.0/8", "fd00::/8"), 32, Duration.ofSeconds(30));

    ProbeSettings off() {
        return new ProbeSettings(false, networks, concurrency, limit);
    }

    ProbeSettings with(int atOnce, Duration within) {
        return new ProbeSettings(enabled, networks, atOnce, within);
    }

    @Override
    public int rdpPort() {
        return 3389;
    }

    @Override
    public int sshPort() {
        return 22;
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(5);
    }
}
