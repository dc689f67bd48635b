package io.labkeeper.embedded;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** What starting one server or another has in common. */
final class Starts {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int TRIES = 4;

    private Starts() {}

    /** Starts on the given port or, for 0, on a free one; another one if a stranger took it first. */
    static <T> T onPort(int port, IntFunction<T> start) {
        if (port != 0) {
            return start.apply(port);
        }
        for (int i = 1; i < TRIES; i++) {
            try {
                return start.apply(Ports.free());
            } catch (ServerFailure e) {
                if (!e.getMessage().contains("Address already in use")) {
                    throw e;
                }
            }
        }
        return start.apply(Ports.free());
    }

    /** Waits until the server is ready; ends it and fails, with the end of its log, if it does not become so. */
    static void await(String name, ServerProcess process, Duration limit, LogTail tail, BooleanSupplier ready) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new ServerFailure(name + " ended during its start:\n" + tail.text());
            }
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                process.kill();
                throw new ServerFailure(name + " was not ready after " + limit.toSeconds() + " s:\n" + tail.text());
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The hook itself is about to do the same work.
        }
    }
}
