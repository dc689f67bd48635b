package io.labkeeper.worker.reconcile;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** One piece of work after the other, in the order asked: at most one change set of a cluster is in flight. */
final class Serial {
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by this
    private boolean busy; // guarded by this

    /** Runs the work when all before it has ended. It must end by itself. */
    <T> Uni<T> run(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            synchronized (this) {
                waiting.add(() -> begin(work, emitter));
                if (busy) {
                    return;
                }
                busy = true;
            }
            next();
        });
    }

    private <T> void begin(Supplier<Uni<T>> work, UniEmitter<? super T> emitter) {
        Uni.createFrom()
                .<T>deferred(() -> work.get())
                .subscribe()
                .with(
                        item -> {
                            next();
                            emitter.complete(item);
                        },
                        failure -> {
                            next();
                            emitter.fail(failure);
                        });
    }

    private void next() {
        Runnable work;
        synchronized (this) {
            work = waiting.poll();
            busy = work != null;
        }
        if (work != null) {
            work.run();
        }
    }
}
