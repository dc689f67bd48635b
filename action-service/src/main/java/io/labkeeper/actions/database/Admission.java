package io.labkeeper.actions.database;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Lets only so many requests work with the database at once. A burst waits here, where no clock runs, and not for connections,
 * where it would look like a database that does not answer. When one that was let in finds the database away, all who wait are
 * told so at once, and for a while only one at a time is let in to try.
 *
 * <p>Work may outlive its caller, who was told that it takes too long: its place is kept to its own end, so that what nobody waits for
 * any more does not take all connections. If all who are inside are such, the database is away; but not if others heard it when their
 * callers were told ({@link TooSlow}): then whoever comes waits for a place.
 */
public final class Admission {
    private final int atOnce;
    private final int mostWaiting;
    private final Duration longestWait;
    private final Duration caution;
    private final LongSupplier nanoTime;
    private final Deque<Place> queue = new ArrayDeque<>();
    private int inside;
    /** How many of those inside nobody waits for any more, because the database was away. */
    private int deserted;

    private boolean doubtful;
    private long doubtfulUntil;

    private enum Step {
        WAITING,
        GRANTED,
        BEGUN,
        GIVEN_UP
    }

    /** One request's place: taken at most once and given back at most once, whatever its caller does meanwhile. */
    private static final class Place {
        private final Context context = Vertx.currentContext();
        private final AtomicReference<Step> step = new AtomicReference<>(Step.WAITING);
        private volatile UniEmitter<? super Void> emitter;

        boolean grant() {
            return step.compareAndSet(Step.WAITING, Step.GRANTED);
        }

        boolean begin() {
            return step.compareAndSet(Step.GRANTED, Step.BEGUN);
        }

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

    /** What a place is kept for. Guarded by the admission. */
    private static final class Stay {
        private boolean workEnded;
        private boolean callerGone;
        private boolean deserted;
        private boolean over;
    }

    /**
     * @param longestWait after which a request is told to come back, although the database does answer
     * @param caution how long only one at a time is let in after the database was found away
     */
    public Admission(int atOnce, int mostWaiting, Duration longestWait, Duration caution) {
        this(atOnce, mostWaiting, longestWait, caution, System::nanoTime);
    }

    Admission(int atOnce, int mostWaiting, Duration longestWait, Duration caution, LongSupplier nanoTime) {
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
        this.longestWait = longestWait;
        this.caution = caution;
        this.nanoTime = nanoTime;
    }

    /**
     * Does the work when there is room, and keeps the place until the work itself has ended and its caller has been told; fails with {@link
     * DatabaseAway} or {@link TooManyWaiting} if it is hopeless to wait.
     *
     * @param work makes what the caller waits for; what it is given is to be put around the work that the place is kept for
     * @param longestStay how long a place is kept after the caller has gone: the end of work whose connection has died may never be seen
     */
    public <T> Uni<T> admitToItsEnd(Function<UnaryOperator<Uni<T>>, Uni<T>> work, Duration longestStay) {
        return admitted(() -> insideToItsEnd(work, longestStay));
    }

    private <T> Uni<T> admitted(Supplier<Uni<T>> stay) {
        return Uni.createFrom().deferred(() -> {
            Place place = new Place();
            return Uni.createFrom()
                    .<Void>emitter(emitter -> enterOrWait(place, emitter))
                    .ifNoItem()
                    .after(longestWait)
                    .failWith(TooManyWaiting::new)
                    .onFailure(TooManyWaiting.class)
                    .invoke(() -> gaveUp(place))
                    .chain(() -> place.begin() ? stay.get() : Uni.createFrom().<T>nothing())
                    .onCancellation()
                    .invoke(() -> gaveUp(place));
        });
    }

    /** The caller has hung up before its work began: the place goes to the next. */
    private void gaveUp(Place place) {
        if (place.step.compareAndSet(Step.WAITING, Step.GIVEN_UP)) {
            synchronized (this) {
                queue.remove(place);
            }
        } else if (place.step.compareAndSet(Step.GRANTED, Step.GIVEN_UP)) {
            left();
        }
    }

    private <T> Uni<T> insideToItsEnd(Function<UnaryOperator<Uni<T>>, Uni<T>> work, Duration longestStay) {
        Stay stay = new Stay();
        return Uni.createFrom()
                .deferred(() -> work.apply(kept -> kept.onTermination().invoke(() -> workEnded(stay))))
                .onItem()
                .invoke(this::trust)
                .onFailure(DatabaseAway.class)
                .invoke(this::doubt)
                .onTermination()
                .invoke((item, failure, cancelled) ->
                        callerGone(stay, longestStay, cancelled || failure instanceof TooSlow));
    }

    /** Before the caller was told, nobody else is let in: what the caller hears may be that there is no use in it. */
    private void workEnded(Stay stay) {
        synchronized (this) {
            stay.workEnded = true;
            if (!stay.callerGone) {
                return;
            }
        }
        over(stay);
    }

    /** @param nothingWrong whether it does not tell that the database is away: others are served, or the caller has merely hung up */
    private void callerGone(Stay stay, Duration longestStay, boolean nothingWrong) {
        boolean ended;
        synchronized (this) {
            stay.callerGone = true;
            ended = stay.workEnded;
            if (!ended && !nothingWrong) {
                stay.deserted = true;
                deserted++;
            }
        }
        if (ended) {
            over(stay);
            return;
        }
        Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(longestStay)
                .subscribe()
                .with(late -> over(stay));
    }

    private void over(Stay stay) {
        synchronized (this) {
            if (stay.over) {
                return;
            }
            stay.over = true;
            deserted -= stay.deserted ? 1 : 0;
        }
        left();
    }

    private void enterOrWait(Place place, UniEmitter<? super Void> emitter) {
        place.emitter = emitter;
        boolean enters;
        boolean hopeless;
        synchronized (this) {
            boolean careful = doubtful && nanoTime.getAsLong() - doubtfulUntil < 0;
            hopeless = careful || deserted >= atOnce;
            enters = inside < (careful ? 1 : atOnce) && place.grant();
            if (enters) {
                inside++;
            } else if (!hopeless && queue.size() < mostWaiting) {
                queue.add(place);
                return;
            }
        }
        if (enters) {
            emitter.complete(null);
        } else {
            emitter.fail(hopeless ? new DatabaseAway("Postgres is away", null) : new TooManyWaiting());
        }
    }

    private synchronized void trust() {
        doubtful = false;
    }

    private void doubt() {
        Deque<Place> refused;
        synchronized (this) {
            doubtful = true;
            doubtfulUntil = nanoTime.getAsLong() + caution.toNanos();
            refused = new ArrayDeque<>(queue);
            queue.clear();
        }
        DatabaseAway reason = new DatabaseAway("Postgres is away for those before us", null);
        refused.forEach(waiting -> waiting.refuse(reason));
    }

    private void left() {
        Place next;
        synchronized (this) {
            do {
                next = queue.poll();
            } while (next != null && !next.grant());
            if (next == null) {
                inside--;
            }
        }
        if (next != null) {
            next.enter();
        }
    }
}
