package io.labkeeper.worker.reconcile;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * One piece of work after the other, in the order asked: at most one change set of a cluster is in flight. Much of the work ends at
 * once, since nothing has changed, so a loop takes the pieces: the stack does not grow with the queue.
 */
public final class Serial {
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by this
    /** A piece of work is in flight. */
    private boolean busy; // guarded by this

    /** Some thread is in {@link #drain}. */
    private boolean draining; // guarded by this

    /** Runs the work when all before it has ended. It must end by itself. */
    public <T> Uni<T> run(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            synchronized (this) {
                waiting.add(() -> begin(work, emitter));
            }
            drain();
        });
    }

    private <T> void begin(Supplier<Uni<T>> work, UniEmitter<? super T> emitter) {
        Uni.createFrom()
                .<T>deferred(() -> work.get())
                .subscribe()
                .with(
                        item -> {
                            ended();
                            emitter.complete(item);
                        },
                        failure -> {
                            ended();
                            emitter.fail(failure);
                        });
    }

    private void ended() {
        synchronized (this) {
            busy = false;
        }
        drain();
    }

    private void drain() {
        synchronized (this) {
            if (draining) {
                return;
            }
            draining = true;
        }
        for (Runnable work = next(); work != null; work = next()) {
            work.run();
        }
    }

    /** The next piece of work, to be run at once; null if there is none, or if one is in flight: its end drains again. */
    private synchronized Runnable next() {
        Runnable work = busy ? null : waiting.poll();
        busy = busy || work != null;
        draining = work != null;
        return work;
    }
}
