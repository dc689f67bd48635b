package io.labkeeper.proxmox;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * At most so many calls at once to one cluster; the others wait in order, and not for ever. Proxmox has three worker
 * processes that serve everybody, people at its web page included.
 */
final class Bulkhead {

    private final Duration longestWait;
    private final int permits;
    private final Queue<Permit> waiting = new ArrayDeque<>(); // guarded by this
    private int free; // guarded by this

    Bulkhead(int permits, Duration longestWait) {
        this.permits = permits;
        this.free = permits;
        this.longestWait = longestWait;
    }

    /** Runs the call as soon as there is room; fails with {@link ProxmoxException.Busy} if there is none in time. */
    <T> Uni<T> run(Supplier<Uni<T>> call) {
        return Uni.createFrom().deferred(() -> {
            Permit permit = new Permit();
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
                waiting.add(permit);
                return;
            }
            if (permit.state == State.WAITING) {
                free--;
                permit.state = State.GRANTED;
            }
        }
        emitter.complete(permit);
    }

    private enum State {
        WAITING,
        GRANTED,
        CLOSED
    }

    /** One call's place: closed exactly once, whether it ran, waited in vain, or was given up by its caller. */
    private final class Permit {
        private State state = State.WAITING; // guarded by the bulkhead
        private UniEmitter<? super Permit> emitter; // guarded by the bulkhead

        void close() {
            Permit next;
            synchronized (Bulkhead.this) {
                State before = state;
                state = State.CLOSED;
                waiting.remove(this);
                next = before == State.GRANTED ? passOn() : null;
            }
            if (next != null) {
                next.emitter.complete(next);
            }
        }

        private Permit passOn() {
            Permit next = waiting.poll();
            if (next == null) {
                free++;
            } else {
                next.state = State.GRANTED;
            }
            return next;
        }
    }
}
