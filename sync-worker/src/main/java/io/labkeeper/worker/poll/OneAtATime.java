package io.labkeeper.worker.poll;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A piece of work that many ask for, run for all who wait at once: one is under way, and one more follows for those who have come
 * meanwhile, since the one under way may not have seen what they mean. Safe to use from any thread.
 */
final class OneAtATime {
    private final Supplier<Uni<Void>> work;
    private List<UniEmitter<? super Void>> waiting = new ArrayList<>(); // guarded by this
    private boolean busy; // guarded by this

    /** @param work ends by itself */
    OneAtATime(Supplier<Uni<Void>> work) {
        this.work = work;
    }

    /** Ends as the first run does that begins after this. */
    Uni<Void> run() {
        return Uni.createFrom().emitter(emitter -> {
            synchronized (this) {
                waiting.add(emitter);
            }
            next();
        });
    }

    private void next() {
        List<UniEmitter<? super Void>> served;
        synchronized (this) {
            if (busy || waiting.isEmpty()) {
                return;
            }
            busy = true;
            served = waiting;
            waiting = new ArrayList<>();
        }
        Uni.createFrom()
                .deferred(work::get)
                .subscribe()
                .with(
                        done -> ended(served, emitter -> emitter.complete(null)),
                        failure -> ended(served, emitter -> emitter.fail(failure)));
    }

    private void ended(List<UniEmitter<? super Void>> served, Consumer<UniEmitter<? super Void>> tell) {
        synchronized (this) {
            busy = false;
        }
        served.forEach(tell);
        next();
    }
}
