package io.labkeeper.proxmox;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * At most so many calls at once to one cluster; the others wait, and not for ever. Proxmox has three worker processes that serve
 * everybody, people at its web page included.
 *
 * <p>Orders and what follows them go before reads; but one place in four that becomes free is a read's if one waits, so that many
 * orders cannot keep the inventory from being read. Within a priority the order is that of asking.
 *
 * <p>The bound is this process': sync-worker and action-service each have their own, as has each replica, so a cluster may see
 * the sum of them. An action never waits for the polling of another process; within a process the priority sees to it.
 */
final class Bulkhead {

    /** Of so many places that became free while both kinds waited, one is a read's. */
    private static final int READ_SHARE = 4;

    /** Who goes first. */
    enum Priority {
        /** An order, or what follows one. */
        URGENT,
        /** All other reads. */
        READ;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Duration longestWait;
    private final int permits;
    private final Queue<Permit> urgent = new ArrayDeque<>(); // guarded by this
    private final Queue<Permit> reads = new ArrayDeque<>(); // guarded by this
    private int free; // guarded by this
    private int urgentInRow; // guarded by this

    Bulkhead(int permits, Duration longestWait) {
        this.permits = permits;
        this.free = permits;
        this.longestWait = longestWait;
    }

    <T> Uni<T> run(Supplier<Uni<T>> call) {
        return run(Priority.READ, call);
    }

    /** Runs the call as soon as there is room; fails with {@link ProxmoxException.Busy} if there is none in time. */
    <T> Uni<T> run(Priority priority, Supplier<Uni<T>> call) {
        return Uni.createFrom().deferred(() -> {
            Permit permit = new Permit(priority);
            return granted(permit)
                    .onItem()
                    .transformToUni(granted -> call.get())
                    .onTermination()
                    .invoke(permit::close);
        });
    }

    private Uni<Permit> granted(Permit permit) {
        return Uni.createFrom()
                .<Permit>emitter(emitter -> request(permit, emitter))
                .ifNoItem()
                .after(longestWait)
                .failWith(() -> new ProxmoxException.Busy("all " + permits + " calls allowed at once are taken"));
    }

    private void request(Permit permit, UniEmitter<? super Permit> emitter) {
        synchronized (this) {
            permit.emitter = emitter;
            if (free == 0 && permit.state == State.WAITING) {
                queue(permit).add(permit);
                return;
            }
            if (permit.state == State.WAITING) {
                free--;
                permit.state = State.GRANTED;
            }
        }
        emitter.complete(permit);
    }

    private Queue<Permit> queue(Permit permit) {
        return permit.priority == Priority.URGENT ? urgent : reads;
    }

    private Permit next() {
        boolean readsTurn = urgent.isEmpty() || (urgentInRow >= READ_SHARE - 1 && !reads.isEmpty());
        urgentInRow = readsTurn || reads.isEmpty() ? 0 : urgentInRow + 1;
        return readsTurn ? reads.poll() : urgent.poll();
    }

    private enum State {
        WAITING,
        GRANTED,
        CLOSED
    }

    /** One call's place: closed exactly once, whether it ran, waited in vain, or was given up by its caller. */
    private final class Permit {
        private final Priority priority;
        private State state = State.WAITING; // guarded by the bulkhead
        private UniEmitter<? super Permit> emitter; // guarded by the bulkhead

        Permit(Priority priority) {
            this.priority = priority;
        }

        void close() {
            Permit next;
            synchronized (Bulkhead.this) {
                State before = state;
                state = State.CLOSED;
                queue(this).remove(this);
                next = before == State.GRANTED ? passOn() : null;
            }
            if (next != null) {
                next.emitter.complete(next);
            }
        }

        private Permit passOn() {
            Permit next = next();
            if (next == null) {
                free++;
            } else {
                next.state = State.GRANTED;
            }
            return next;
        }
    }
}
