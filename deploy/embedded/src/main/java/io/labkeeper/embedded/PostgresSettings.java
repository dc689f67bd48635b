package io.labkeeper.embedded;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a Postgres server is to run. Made by {@link PostgresServer#settings()} and the {@code with…} methods.
 *
 * @param port TCP port on 127.0.0.1; 0 chooses a free one
 * @param dataDir data directory, made by {@code initdb} if it is not there; null for a temporary one that goes with the server
 * @param log file for the server's output; null for one beside the data directory
 * @param superuserPassword of the user {@code postgres}; null lets that user in without one (all others always need theirs)
 * @param fsync false is faster and survives a killed process, but not a power cut; commits are synchronous either way
 * @param detached whether it goes on when this JVM ends, and is out of reach of the terminal's Ctrl-C
 * @param binaries directory in which the binaries are unpacked once; null for one under {@code java.io.tmpdir}
 * @param startLimit how long a start may take, after {@code initdb}
 */
public record PostgresSettings(
        int port,
        Path dataDir,
        Path log,
        String superuserPassword,
        boolean fsync,
        boolean detached,
        Path binaries,
        Duration startLimit) {

    static final PostgresSettings DEFAULTS =
            new PostgresSettings(0, null, null, null, false, false, null, Duration.ofSeconds(60));

    public PostgresSettings withPort(int value) {
        return new PostgresSettings(value, dataDir, log, superuserPassword, fsync, detached, binaries, startLimit);
    }

    public PostgresSettings withDataDir(Path value) {
        return new PostgresSettings(port, value, log, superuserPassword, fsync, detached, binaries, startLimit);
    }

    public PostgresSettings withLog(Path value) {
        return new PostgresSettings(port, dataDir, value, superuserPassword, fsync, detached, binaries, startLimit);
    }

    public PostgresSettings withSuperuserPassword(String value) {
        return new PostgresSettings(port, dataDir, log, value, fsync, detached, binaries, startLimit);
    }

    public PostgresSettings withFsync(boolean value) {
        return new PostgresSettings(port, dataDir, log, superuserPassword, value, detached, binaries, startLimit);
    }

    public PostgresSettings withDetached(boolean value) {
        return new PostgresSettings(port, dataDir, log, superuserPassword, fsync, value, binaries, startLimit);
    }

    public PostgresSettings withBinaries(Path value) {
        return new PostgresSettings(port, dataDir, log, superuserPassword, fsync, detached, value, startLimit);
    }

    public PostgresSettings withStartLimit(Duration value) {
        return new PostgresSettings(port, dataDir, log, superuserPassword, fsync, detached, binaries, value);
    }

    /** Starts it and waits until it takes connections. */
    public PostgresServer start() {
        return PostgresServer.start(this, OrdinaryUser.find());
    }

    @Override
    public String toString() {
        return "PostgresSettings[port=" + port + ", dataDir=" + dataDir + "]";
    }
}
