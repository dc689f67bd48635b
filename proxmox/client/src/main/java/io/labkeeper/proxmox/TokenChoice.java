package io.labkeeper.proxmox;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * Which of a cluster's tokens to send: the one that worked last. A refused one is not sent again for a while, so that a wrong
 * token costs Proxmox one delayed answer a minute and not one for every call. Safe to use from any thread.
 */
final class TokenChoice {

    private final long pause;
    private final LongSupplier nanos;
    private final boolean[] refused; // guarded by this
    private final long[] refusedAt; // guarded by this
    private int current; // guarded by this

    /**
     * @param nanos a monotonic clock
     */
    TokenChoice(int tokens, Duration pause, LongSupplier nanos) {
        this.pause = pause.toNanos();
        this.nanos = nanos;
        this.refused = new boolean[tokens];
        this.refusedAt = new long[tokens];
    }

    /** The token to send; empty if all were refused lately. */
    synchronized OptionalInt first() {
        return usable(current) ? OptionalInt.of(current) : otherThan(current);
    }

    /** Another token worth sending after this one was refused; empty if there is none. */
    synchronized OptionalInt otherThan(int index) {
        for (int other = 0; other < refused.length; other++) {
            if (other != index && usable(other)) {
                return OptionalInt.of(other);
            }
        }
        return OptionalInt.empty();
    }

    /** The pause counts from the first refusal: those of calls that were under way then say nothing new. */
    synchronized void refused(int index) {
        if (usable(index)) {
            refusedAt[index] = nanos.getAsLong();
        }
        refused[index] = true;
    }

    synchronized void accepted(int index) {
        refused[index] = false;
        current = index;
    }

    private boolean usable(int index) {
        return !refused[index] || nanos.getAsLong() - refusedAt[index] >= pause;
    }

    @Override
    public synchronized String toString() {
        return "token " + (current + 1) + " of " + refused.length + ", refused: " + Arrays.toString(refused);
    }
}
