package io.labkeeper.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One process of the operating system, known by its pid and the instant it started, so that a re-used pid is never taken for it.
 * It may have been started by another JVM.
 */
public final class ServerProcess {
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(5);

    private final ProcessHandle handle;
    private final Instant startedAt;

    private ServerProcess(ProcessHandle handle, Instant startedAt) {
        this.handle = handle;
        this.startedAt = startedAt;
    }

    static ServerProcess of(Process process) {
        ProcessHandle handle = process.toHandle();
        return new ServerProcess(handle, startOf(handle).orElse(Instant.EPOCH));
    }

    /** The running process with this pid, if it is the one that started at {@code startedAt}; empty if it has ended. */
    public static Optional<ServerProcess> find(long pid, Instant startedAt) {
        return ProcessHandle.of(pid)
                .filter(handle -> startOf(handle).filter(startedAt::equals).isPresent())
                .map(handle -> new ServerProcess(handle, startedAt))
                .filter(ServerProcess::isAlive);
    }

    private static Optional<Instant> startOf(ProcessHandle handle) {
        return handle.info().startInstant();
    }

    public long pid() {
        return handle.pid();
    }

    /** When the operating system started it (its own resolution, usually 10 ms); the epoch if it was gone before we could ask. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Whether it runs (or is paused). A process that has ended but was not yet collected by its parent does not. */
    public boolean isAlive() {
        return handle.isAlive() && !isZombie();
    }

    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException noSuchFile) {
            return false;
        }
    }

    /** Sends SIGINT: the terminal's Ctrl-C; Postgres' "fast" shutdown. */
    public void interrupt() {
        signal("INT", List.of(handle));
    }

    /** Sends SIGTERM: please end. */
    public void terminate() {
        handle.destroy();
    }

    /** Kills it alone, as {@code kill -9} does; its children must notice by themselves. */
    public void kill() {
        handle.destroyForcibly();
    }

    /** Stops the process and all its children in their tracks, as {@code kill -STOP}: connections stay open and nothing answers. */
    public void pause() {
        signal("STOP", List.of(handle));
        signal("STOP", descendants());
    }

    /** Lets a paused process and its children go on. */
    public void resume() {
        signal("CONT", descendants());
        signal("CONT", List.of(handle));
    }

    /** Its children and their children, as of now. */
    public List<ProcessHandle> descendants() {
        return handle.descendants().toList();
    }

    /** Waits for its end; false if it still runs after {@code limit}. */
    public boolean awaitEnd(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (isAlive()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            awaitExit(Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)));
        }
        return true;
    }

    private void awaitExit(long nanos) {
        try {
            handle.onExit().get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException stillRunning) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        }
    }

    /** Waits for the end of a process until the deadline ({@link System#nanoTime()}), then kills it. */
    static void endBy(ProcessHandle handle, long deadline) {
        ServerProcess process = new ServerProcess(handle, Instant.EPOCH);
        if (!process.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
            handle.destroyForcibly();
        }
    }

    private static void signal(String name, List<ProcessHandle> targets) {
        if (targets.isEmpty()) {
            return;
        }
        StringBuilder command = new StringBuilder("kill -").append(name);
        targets.forEach(target -> command.append(' ').append(target.pid()));
        // A target may have ended in the meantime; kill then says so and still reaches the others.
        Commands.exitCode(List.of("sh", "-c", command + " 2>/dev/null"), SIGNAL_LIMIT);
    }
}
