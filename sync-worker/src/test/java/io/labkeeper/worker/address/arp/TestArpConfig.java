package io.labkeeper.worker.address.arp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The defaults, with these subnets and tables. */
record TestArpConfig(Optional<List<String>> subnets, Optional<List<Path>> table, Duration patience)
        implements ArpConfig {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    static TestArpConfig sweeping(String... subnets) {
        return new TestArpConfig(Optional.of(List.of(subnets)), Optional.empty(), PATIENCE);
    }

    static TestArpConfig reading(Path... tables) {
        return new TestArpConfig(Optional.empty(), Optional.of(List.of(tables)), PATIENCE);
    }

    @Override
    public int port() {
        return 9;
    }

    @Override
    public Duration settle() {
        return Duration.ofSeconds(9);
    }

    @Override
    public Duration limit() {
        return Duration.ofSeconds(120);
    }

    /** None, so that a test can sweep as often as it likes. */
    @Override
    public Duration sweepPause() {
        return Duration.ZERO;
    }
}
