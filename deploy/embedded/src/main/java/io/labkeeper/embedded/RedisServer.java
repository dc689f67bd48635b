package io.labkeeper.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real Redis server (7.0) as a process of its own, to be paused, killed and started again. Port and settings stay the same. */
public final class RedisServer implements AutoCloseable {
    private static final Duration PING_LIMIT = Duration.ofMillis(500);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final RedisSettings settings;
    private final Path program;
    private final Path dir;
    private final int port;
    private final Thread atExit;
    private volatile ServerProcess process;

    private RedisServer(RedisSettings settings, Path program, Path dir, int port) {
        this.settings = settings;
        this.program = program;
        this.dir = dir;
        this.port = port;
        this.atExit = new Thread(this::halt, "stop-redis-" + port);
    }

    /** A free port, no password, nothing kept; to be changed with the {@code with…} methods. */
    public static RedisSettings settings() {
        return RedisSettings.DEFAULTS;
    }

    static RedisServer start(RedisSettings settings) {
        if (settings.password() != null && settings.aclFile() != null) {
            throw new IllegalArgumentException("with an ACL file, the password of 'default' belongs into that file");
        }
        Path cache = settings.binaries() == null ? BinaryCache.defaultRoot() : settings.binaries();
        Path program = new Binaries(cache, Platform.current()).redis();
        Path dir = directory(settings);
        RedisServer server = Starts.onPort(settings.port(), port -> {
            RedisServer candidate = new RedisServer(settings, program, dir, port);
            candidate.start();
            return candidate;
        });
        if (!settings.detached()) {
            Runtime.getRuntime().addShutdownHook(server.atExit);
        }
        return server;
    }

    private static Path directory(RedisSettings settings) {
        try {
            return settings.dir() == null
                    ? Files.createTempDirectory("labkeeper-redis-")
                    : Files.createDirectories(settings.dir().toAbsolutePath());
        } catch (IOException e) {
            throw new ServerFailure("cannot make the directory of Redis: " + e.getMessage(), e);
        }
    }

    /** Starts it if it does not run, with the same port and settings, and waits until it answers. */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        Path configuration = writeConfiguration();
        LogTail tail = new LogTail(log());
        ServerProcess started = new Launch(
                        List.of(program.toString(), configuration.toString()), Map.of(), log(), settings.detached())
                .start();
        Starts.await("Redis", started, RedisSettings.START_LIMIT, tail, () -> isReady(tail));
        process = started;
    }

    /** A file, not arguments: others can read a command line, and this may hold the password. */
    private Path writeConfiguration() {
        try {
            Path file = dir.resolve("redis.conf");
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, configuration());
        } catch (IOException e) {
            throw new ServerFailure("cannot write the configuration of Redis: " + e.getMessage(), e);
        }
    }

    private String configuration() {
        StringBuilder text = new StringBuilder("""
                bind 127.0.0.1
                port %d
                daemonize no
                save ""
                dir "%s"
                appendonly %s
                """.formatted(port, dir, settings.appendOnly() ? "yes" : "no"));
        if (settings.password() != null) {
            text.append("requirepass ").append(settings.password()).append('\n');
        }
        if (settings.aclFile() != null) {
            text.append("aclfile \"")
                    .append(settings.aclFile().toAbsolutePath())
                    .append("\"\n");
        }
        return text.toString();
    }

    /** Its own log must say so as well: another server may sit on that port and answer. */
    private boolean isReady(LogTail tail) {
        return tail.text().contains("Ready to accept connections") && answers();
    }

    /** Whether it answers at all; without a password that may be a refusal, which only a running server can give. */
    private boolean answers() {
        try (RedisConnection connection = new RedisConnection("127.0.0.1", port, PING_LIMIT)) {
            connection.command("PING");
            return true;
        } catch (RedisConnection.RedisError refused) {
            return refused.getMessage().startsWith("NOAUTH");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Stops and starts it. */
    public synchronized void restart() {
        stop();
        start();
    }

    /** Ends it in good order (SIGTERM: the append-only file is written). */
    public synchronized void stop() {
        stop(process);
    }

    /** Ends a Redis process, whoever started it; kills it if it has not ended after 10 s. */
    public static void stop(ServerProcess process) {
        process.resume();
        process.terminate();
        if (!process.awaitEnd(STOP_LIMIT)) {
            process.kill();
            process.awaitEnd(STOP_LIMIT);
        }
    }

    /** Kills it as {@code kill -9} does, and waits for its end. */
    public synchronized void kill() {
        process.kill();
        process.awaitEnd(STOP_LIMIT);
    }

    /** Stops the server in its tracks: connections stay open, nothing answers. */
    public void pause() {
        process.pause();
    }

    /** Ends {@link #pause()}. */
    public void resume() {
        process.resume();
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Pid as of its last start. */
    public long pid() {
        return process.pid();
    }

    /** The process as of its last start. */
    public ServerProcess process() {
        return process;
    }

    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port}, without credentials. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** The server's log. */
    public Path log() {
        return settings.log() == null
                ? dir.resolve("redis.log")
                : settings.log().toAbsolutePath();
    }

    private void halt() {
        ServerProcess last = process;
        if (last != null && last.isAlive()) {
            stop(last);
        }
        if (settings.dir() == null) {
            try {
                BinaryCache.delete(dir);
            } catch (IOException e) {
                throw new ServerFailure("cannot delete " + dir + ": " + e.getMessage(), e);
            }
        }
    }

    /** Stops it and deletes a temporary directory. */
    @Override
    public synchronized void close() {
        if (!settings.detached()) {
            Starts.removeHook(atExit);
        }
        halt();
    }
}
