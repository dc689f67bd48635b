package io.labkeeper.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One real sentinel (7.0) as a process of its own, which watches one Redis and needs no other sentinel to agree. */
public final class RedisSentinel implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);

    private final Path dir;
    private final int port;
    private final ServerProcess process;

    private RedisSentinel(Path dir, int port, ServerProcess process) {
        this.dir = dir;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts it on a free port of 127.0.0.1 and waits until it knows the master.
     *
     * @param name of the master
     * @param redisPort where the master listens on 127.0.0.1; without password
     */
    public static RedisSentinel start(String name, int redisPort) {
        Path program = new Binaries(BinaryCache.defaultRoot(), Platform.current()).redis();
        try {
            Path dir = Files.createTempDirectory("labkeeper-sentinel-");
            return Starts.onPort(0, port -> start(program, dir, port, name, redisPort));
        } catch (IOException e) {
            throw new ServerFailure("cannot make the directory of the sentinel: " + e.getMessage(), e);
        }
    }

    private static RedisSentinel start(Path program, Path dir, int port, String name, int redisPort) {
        Path log = dir.resolve("sentinel.log");
        LogTail tail = new LogTail(log);
        // It writes down in this file what it finds out.
        Path configuration = write(dir.resolve("sentinel.conf"), """
                bind 127.0.0.1
                port %d
                daemonize no
                dir "%s"
                sentinel monitor %s 127.0.0.1 %d 1
                """.formatted(port, dir, name, redisPort));
        ServerProcess started = new Launch(
                        List.of(program.toString(), configuration.toString(), "--sentinel"), Map.of(), log, false)
                .start();
        Starts.await("the sentinel", started, START_LIMIT, tail, () -> knows(port, name));
        return new RedisSentinel(dir, port, started);
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new ServerFailure("cannot write the configuration of the sentinel: " + e.getMessage(), e);
        }
    }

    private static boolean knows(int port, String name) {
        try (RedisConnection connection = new RedisConnection("127.0.0.1", port, ANSWER_LIMIT)) {
            return connection.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name) != null;
        } catch (IOException | RedisConnection.RedisError notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** Stops it and deletes its directory. */
    @Override
    public void close() {
        process.terminate();
        if (!process.awaitEnd(STOP_LIMIT)) {
            process.kill();
            process.awaitEnd(STOP_LIMIT);
        }
        try {
            BinaryCache.delete(dir);
        } catch (IOException e) {
            throw new ServerFailure("cannot delete " + dir + ": " + e.getMessage(), e);
        }
    }
}
