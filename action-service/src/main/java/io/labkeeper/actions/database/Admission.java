package io.labkeeper.actions.database;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Lets only so many requests work with the database at once. A burst waits here, where no clock runs, and not for connections,
 * where it would look like a database that does not answer. When one that was let in finds the database away, all who wait are
 * told so at once.
 */
public final class Admission {
    private final int atOnce;
    private final int mostWaiting;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private int inside;

    private record Waiting(UniEmitter<? super Void> emitter, Context context) {
        void enter() {
            onItsContext(() -> emitter.complete(null));
        }

        void refuse(DatabaseAway reason) {
            onItsContext(() -> emitter.fail(reason));
        }

        /** Where its database session belongs. */
        private void onItsContext(Runnable step) {
            if (context == null) {
                step.run();
            } else {
                context.runOnContext(nothing -> step.run());
            }
        }
    }

    public Admission(int atOnce, int mostWaiting) {
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
    }

    /** Does the work when there is room; fails with {@link DatabaseAway} if it is hopeless to wait. */
    public <T> Uni<T> admit(Supplier<Uni<T>> work) {
        return Uni.createFrom().<Void>emitter(this::enterOrWait).chain(() -> Uni.createFrom()
                .deferred(work::get)
                .onFailure(DatabaseAway.class)
                .invoke(failure -> refuseAll())
                .onTermination()
                .invoke(this::left));
    }

    private void enterOrWait(UniEmitter<? super Void> emitter) {
        Waiting arrived = new Waiting(emitter, Vertx.currentContext());
        boolean enters;
        synchronized (this) {
            enters = inside < atOnce;
            if (enters) {
                inside++;
            } else if (queue.size() < mostWaiting) {
                queue.add(arrived);
                return;
            }
        }
        if (enters) {
            emitter.complete(null);
        } else {
            emitter.fail(new DatabaseAway("too many requests are waiting", null));
        }
    }

    private void left() {
        Waiting next;
        synchronized (this) {
            next = queue.poll();
            if (next == null) {
                inside--;
            }
        }
        if (next != null) {
            next.enter();
        }
    }

    private void refuseAll() {
        Deque<Waiting> refused;
        synchronized (this) {
            refused = new ArrayDeque<>(queue);
            queue.clear();
        }
        DatabaseAway reason = new DatabaseAway("Postgres is away for those before us", null);
        refused.forEach(waiting -> waiting.refuse(reason));
    }
}
