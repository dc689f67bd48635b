package io.labkeeper.store;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Leaves a store alone for a while after it has failed several times in a row, so that a frozen one costs nothing. */
public final class Breaker {
    private final int failuresAllowed;
    private final Duration pause;
    private final LongSupplier nanoTime;
    private int failures;
    private long closedAgainAt;

    public Breaker(int failuresAllowed, Duration pause, LongSupplier nanoTime) {
        this.failuresAllowed = failuresAllowed;
        this.pause = pause;
        this.nanoTime = nanoTime;
    }

    /** Whether the store may be asked; after the pause one question is let through, and others only once that went well. */
    public synchronized boolean allows() {
        if (failures < failuresAllowed) {
            return true;
        }
        boolean pauseOver = nanoTime.getAsLong() - closedAgainAt >= 0;
        if (pauseOver) {
            closedAgainAt = nanoTime.getAsLong() + pause.toNanos();
        }
        return pauseOver;
    }

    public synchronized void succeeded() {
        failures = 0;
    }

    public synchronized void failed() {
        failures++;
        if (failures >= failuresAllowed) {
            closedAgainAt = nanoTime.getAsLong() + pause.toNanos();
        }
    }
}
