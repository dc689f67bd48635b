package io.labkeeper.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A real Postgres server as a process of its own, to be paused, killed and started again. Superuser {@code postgres}; no Unix socket.
 * Port and data stay the same over restarts.
 *
 * <pre>{@code
 * try (PostgresServer postgres = PostgresServer.settings().start()) {
 *     Connection c = DriverManager.getConnection(postgres.jdbcUrl("postgres"), "postgres", null);
 * }
 * }</pre>
 */
public final class PostgresServer implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration CHILDREN_LIMIT = Duration.ofSeconds(5);
    /** How long what a killed server has left behind may stand in the way of a new one. */
    private static final Duration LEFT_BEHIND = Duration.ofSeconds(10);

    private final PostgresSettings settings;
    private final PostgresHome home;
    private final int port;
    private final Thread atExit;
    private volatile ServerProcess process;

    private PostgresServer(PostgresSettings settings, PostgresHome home, int port) {
        this.settings = settings;
        this.home = home;
        this.port = port;
        this.atExit = new Thread(this::halt, "stop-postgres-" + port);
    }

    /** Temporary data, a free port, no fsync; to be changed with the {@code with…} methods. */
    public static PostgresSettings settings() {
        return PostgresSettings.DEFAULTS;
    }

    static PostgresServer start(PostgresSettings settings, OrdinaryUser user) {
        PostgresHome home = PostgresHome.prepare(settings, user);
        PostgresServer server = startIn(home, settings);
        if (!settings.detached()) {
            Runtime.getRuntime().addShutdownHook(server.atExit);
        }
        return server;
    }

    private static PostgresServer startIn(PostgresHome home, PostgresSettings settings) {
        try {
            return Starts.onPort(settings.port(), port -> {
                PostgresServer candidate = new PostgresServer(settings, home, port);
                candidate.start();
                return candidate;
            });
        } catch (ServerFailure e) {
            home.deleteIfTemporary();
            throw e;
        }
    }

    /** Starts it if it does not run, with the same port and data, and waits until it takes connections. */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        long deadline = System.nanoTime() + LEFT_BEHIND.toNanos();
        while (true) {
            try {
                process = launch();
                return;
            } catch (ServerFailure e) {
                if (!leftBehind(e) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        }
    }

    /**
     * After a kill -9 the old server's children need a moment to notice, and until then the data is theirs; and a dead server counts as
     * alive until whoever is its parent by now has collected it.
     */
    private static boolean leftBehind(ServerFailure failure) {
        return failure.getMessage().contains("pre-existing shared memory block")
                || failure.getMessage().contains("\"postmaster.pid\" already exists");
    }

    private ServerProcess launch() {
        LogTail tail = new LogTail(home.log());
        ServerProcess started = new Launch(command(), Map.of(), home.log(), settings.detached()).start();
        Starts.await("Postgres", started, settings.startLimit(), tail, () -> home.isReady(started.pid()));
        return started;
    }

    private List<String> command() {
        return home.user()
                .command(List.of(
                        home.program("postgres"),
                        "-D",
                        home.data().toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "max_connections=200",
                        "-c",
                        "synchronous_commit=on",
                        "-c",
                        "fsync=" + (settings.fsync() ? "on" : "off"),
                        "-c",
                        "full_page_writes=" + (settings.fsync() ? "on" : "off"),
                        "-c",
                        "timezone=UTC"));
    }

    /** Stops and starts it. */
    public synchronized void restart() {
        stop();
        start();
    }

    /** Ends it in good order; open connections are cut ("fast" shutdown). */
    public synchronized void stop() {
        stop(process);
    }

    /**
     * Ends a Postgres process, whoever started it: open connections are cut, data is written, and only if that takes longer than
     * 20 s it is killed.
     */
    public static void stop(ServerProcess process) {
        process.resume();
        process.interrupt();
        if (!process.awaitEnd(STOP_LIMIT)) {
            kill(process);
        }
    }

    /** Kills it as {@code kill -9} does, and waits until its children have noticed, so that a start can follow at once. */
    public synchronized void kill() {
        kill(process);
    }

    private static void kill(ServerProcess process) {
        List<ProcessHandle> children = process.descendants();
        process.kill();
        process.resume();
        boolean ended = process.awaitEnd(CHILDREN_LIMIT);
        long deadline = System.nanoTime() + CHILDREN_LIMIT.toNanos();
        for (ProcessHandle child : children) {
            ServerProcess.endBy(child, deadline);
        }
        if (!ended) {
            throw new ServerFailure("Postgres " + process.pid() + " does not end");
        }
    }

    /** Stops the server and all its children in their tracks: connections stay open, nothing answers. */
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

    /** Pid of the main process as of its last start. */
    public long pid() {
        return process.pid();
    }

    /** The main process as of its last start. */
    public ServerProcess process() {
        return process;
    }

    public int port() {
        return port;
    }

    /** URL for a database, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The server's log. */
    public Path log() {
        return home.log();
    }

    private void halt() {
        ServerProcess last = process;
        if (last != null && last.isAlive()) {
            stop(last);
        }
        home.deleteIfTemporary();
    }

    /** Stops it and deletes a temporary data directory. */
    @Override
    public synchronized void close() {
        if (!settings.detached()) {
            Starts.removeHook(atExit);
        }
        halt();
    }
}
