package io.labkeeper.embedded;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a Redis server is to run. Made by {@link RedisServer#settings()} and the {@code with…} methods.
 *
 * @param port TCP port on 127.0.0.1; 0 chooses a free one
 * @param dir working directory: data and configuration; null for a temporary one that goes with the server
 * @param log file for the server's output; null for one in the working directory
 * @param password of the user {@code default}; null for none
 * @param aclFile file of users in Redis' ACL format, loaded at start; null for none. It may not be combined with a password: name the
 *     user {@code default} in it instead
 * @param appendOnly whether data survives a restart (append-only file); otherwise the server always starts empty
 * @param detached whether it goes on when this JVM ends, and is out of reach of the terminal's Ctrl-C
 * @param binaries directory in which the binary is unpacked once; null for one under {@code java.io.tmpdir}
 */
public record RedisSettings(
        int port,
        Path dir,
        Path log,
        String password,
        Path aclFile,
        boolean appendOnly,
        boolean detached,
        Path binaries) {

    static final Duration START_LIMIT = Duration.ofSeconds(20);
    static final RedisSettings DEFAULTS = new RedisSettings(0, null, null, null, null, false, false, null);

    public RedisSettings withPort(int value) {
        return new RedisSettings(value, dir, log, password, aclFile, appendOnly, detached, binaries);
    }

    public RedisSettings withDir(Path value) {
        return new RedisSettings(port, value, log, password, aclFile, appendOnly, detached, binaries);
    }

    public RedisSettings withLog(Path value) {
        return new RedisSettings(port, dir, value, password, aclFile, appendOnly, detached, binaries);
    }

    public RedisSettings withPassword(String value) {
        return new RedisSettings(port, dir, log, value, aclFile, appendOnly, detached, binaries);
    }

    public RedisSettings withAclFile(Path value) {
        return new RedisSettings(port, dir, log, password, value, appendOnly, detached, binaries);
    }

    public RedisSettings withAppendOnly(boolean value) {
        return new RedisSettings(port, dir, log, password, aclFile, value, detached, binaries);
    }

    public RedisSettings withDetached(boolean value) {
        return new RedisSettings(port, dir, log, password, aclFile, appendOnly, value, binaries);
    }

    public RedisSettings withBinaries(Path value) {
        return new RedisSettings(port, dir, log, password, aclFile, appendOnly, detached, value);
    }

    /** Starts it and waits until it answers. */
    public RedisServer start() {
        return RedisServer.start(this);
    }

    @Override
    public String toString() {
        return "RedisSettings[port=" + port + ", dir=" + dir + "]";
    }
}
