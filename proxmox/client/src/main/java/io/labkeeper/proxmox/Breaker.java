package io.labkeeper.proxmox;

import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Leaves a cluster alone that does not answer at all: closed, calls pass; open, they fail at once; half-open, one call passes to
 * find out. Failures to connect and time-outs in a row open it; any answer, whatever it says, closes it. Safe to use from any
 * thread.
 */
final class Breaker {

    static final int CLOSED = 0;
    static final int HALF_OPEN = 1;
    static final int OPEN = 2;

    /** What a call's end says about the cluster. */
    enum Verdict {
        /** Somebody answered, be it with an error. */
        ANSWERED,
        /** Nobody did. */
        BROKEN,
        /** Nothing can be concluded: one node's silence, a call that was given up. */
        NEITHER;

        /**
         * A call that was passed on to another node may have died with that node, so it counts only if no endpoint could be
         * reached at all.
         */
        static Verdict of(Call call, Throwable failure) {
            if (failure == null
                    || failure instanceof ProxmoxException.Unauthorized
                    || failure instanceof ProxmoxException.Forbidden
                    || failure instanceof ProxmoxException.BadParameter
                    || failure instanceof ProxmoxException.ServerError
                    || failure instanceof ProxmoxException.NodeUnreachable) {
                return ANSWERED;
            }
            if (failure instanceof ProxmoxException.Unreachable) {
                return BROKEN;
            }
            boolean silent =
                    failure instanceof ProxmoxException.TimedOut || failure instanceof ProxmoxException.ConnectionLost;
            return silent && !call.proxied() ? BROKEN : NEITHER;
        }
    }

    private final int limit;
    private final long pause;
    private final LongSupplier nanos;
    private final IntConsumer told;
    private int state = CLOSED; // guarded by this
    private int failures; // guarded by this
    /** When it was opened, or last let a call through to find out. */
    private long triedAt; // guarded by this

    /** That call may have been passed on to a dead node, and then proves nothing. */
    private boolean triedProxied; // guarded by this

    /**
     * @param nanos a monotonic clock
     * @param told of each new state
     */
    Breaker(Caution caution, LongSupplier nanos, IntConsumer told) {
        this.limit = caution.failures();
        this.pause = caution.pause().toNanos();
        this.nanos = nanos;
        this.told = told;
        told.accept(CLOSED);
    }

    /**
     * Whether this call would be turned away, so that it need not wait for its turn first. The one call that finds out has as much time
     * as the pause before the next one may. One that is passed on to another node does not keep a call waiting that the node asked
     * answers itself: if that other node is dead it says nothing of the cluster, and half a minute later.
     */
    synchronized boolean refuses(Call call) {
        boolean provesMore = state == HALF_OPEN && triedProxied && !call.proxied();
        return state != CLOSED && !provesMore && nanos.getAsLong() - triedAt < pause;
    }

    /** Whether this call may pass; whoever passes tells how it {@link #ended}. */
    synchronized boolean admits(Call call) {
        if (refuses(call)) {
            return false;
        }
        if (state != CLOSED) {
            triedAt = nanos.getAsLong();
            triedProxied = call.proxied();
            become(HALF_OPEN);
        }
        return true;
    }

    /** What proves nothing changes nothing: calls into a dead node may end long after the cluster has come back. */
    synchronized void ended(Verdict verdict) {
        if (verdict == Verdict.ANSWERED) {
            failures = 0;
            become(CLOSED);
        } else if (verdict == Verdict.BROKEN && (state == HALF_OPEN || ++failures >= limit && state == CLOSED)) {
            open();
        }
    }

    private void open() {
        triedAt = nanos.getAsLong();
        become(OPEN);
    }

    private void become(int next) {
        if (state != next) {
            state = next;
            told.accept(next);
        }
    }
}
