package io.labkeeper.worker.poll;

/**
 * Whether a lease is ours, and under which fence. What is under way when it is given back must not make it ours again, however late it
 * ends and whatever has come after; so each attempt is begun with {@link #departures} and is good for nothing once that has changed. Safe
 * to use from any thread.
 */
final class Tenure {
    static final long NONE = -1;

    private long departures; // this and all below: guarded by this
    private long fence = NONE;
    private boolean held;
    private long confirmedAt;

    /** How often it was given back. */
    synchronized long departures() {
        return departures;
    }

    /**
     * It was taken, and its state is still to be loaded: given back meanwhile, it is given back under this fence.
     *
     * @param since the departures when the attempt was begun
     * @return whether it was not given back since then; if it was, the caller gives back what it has taken
     */
    synchronized boolean taken(long newFence, long since) {
        if (departures == since) {
            fence = newFence;
        }
        return departures == since;
    }

    /**
     * It is ours and its state is known, or it was renewed.
     *
     * @param at when it was asked for, by the monotonic clock in ns
     * @return whether it was not given back since then; if it was, it is not ours
     */
    synchronized boolean confirmed(long at, long since) {
        if (departures == since) {
            held = true;
            confirmedAt = at;
        }
        return departures == since;
    }

    synchronized boolean held() {
        return held;
    }

    /** Whether it is ours, and was confirmed less than so many ns ago. */
    synchronized boolean valid(long now, long length) {
        return held && now - confirmedAt < length;
    }

    /** Somebody else has it. @return whether it was ours until now */
    synchronized boolean lost() {
        boolean before = held;
        held = false;
        return before;
    }

    /**
     * What is given back.
     *
     * @param fence under which it was last taken, {@link #NONE} if it was not, or was given back
     * @param held whether it was ours, with its state known
     */
    record Last(long fence, boolean held) {}

    /** It is to be given back. */
    synchronized Last depart() {
        Last last = new Last(fence, held);
        departures++;
        fence = NONE;
        held = false;
        return last;
    }
}
