package io.labkeeper.store;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Lets a few questions at a time through to a store, each for a limited time, and none for a while after several have failed. Some more
 * wait for their turn, within the same limit. Whoever finds those places taken too fails at once: others need the same connections, and
 * must not stand behind a crowd.
 */
public final class Bulkhead {
    private static final int FAILURES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final String store;
    private final int atOnce;
    private final int mostWaiting;
    private final Duration limit;
    private final Breaker breaker = new Breaker(FAILURES, PAUSE, System::nanoTime);

    private final Queue<Turn<?>> waiting = new ArrayDeque<>();
    private int underWay;
    /** Of those under way, the ones for which nobody waits any longer. */
    private int givenUp;

    /**
     * @param store its name, for messages
     * @param atOnce most questions at a time
     * @param mostWaiting most questions that wait until it is their turn; may be 0
     * @param limit how long whoever asks waits, for the turn and the answer together
     */
    public Bulkhead(String store, int atOnce, int mostWaiting, Duration limit) {
        this.store = store;
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
        this.limit = limit;
    }

    /**
     * Asks, as soon as that may be. A question that was given up is still on its connection: it counts until the store has answered it,
     * and when all that are under way are such ones, nobody waits behind them.
     *
     * @return fails with {@link StoreBusyException} if too many wait already or its turn does not come within the limit; with another
     *     {@link StoreException} if the store is left alone or does not answer within the limit; else as the question does
     */
    public <T> Uni<T> ask(Supplier<Uni<T>> question) {
        return Uni.createFrom().deferred(() -> {
            Turn<T> turn = new Turn<>(question);
            return Uni.createFrom()
                    .<T>emitter(turn::comes)
                    .ifNoItem()
                    .after(limit)
                    .failWith(turn::late)
                    .onItem()
                    .invoke(breaker::succeeded)
                    .onFailure(failure -> turn.asked)
                    .invoke(breaker::failed);
        });
    }

    /** One question from its coming to the store's answer. Its fields are guarded by the bulkhead, as the bulkhead's own are. */
    private final class Turn<T> {
        private final Supplier<Uni<T>> question;
        /** Where whoever asks works: a turn that comes on another's thread is taken there. */
        private final Context context = Vertx.currentContext();

        private UniEmitter<? super T> caller;
        private volatile boolean asked;
        private boolean unheard;
        private boolean answered;

        Turn(Supplier<Uni<T>> question) {
            this.question = question;
        }

        void comes(UniEmitter<? super T> emitter) {
            caller = emitter;
            StoreException refusal;
            synchronized (Bulkhead.this) {
                if (underWay < atOnce) {
                    underWay++;
                    refusal = null;
                } else if (givenUp == atOnce) {
                    refusal = new StoreException(store + " has not answered the last questions yet");
                } else if (waiting.size() >= mostWaiting) {
                    refusal = new StoreBusyException(store + " is busy with other questions of this kind");
                } else {
                    waiting.add(this);
                    emitter.onTermination(this::leaves);
                    return;
                }
            }
            if (refusal == null) {
                asks();
            } else {
                emitter.fail(refusal);
            }
        }

        /** Whoever asked does not wait any longer. */
        private void leaves() {
            synchronized (Bulkhead.this) {
                waiting.remove(this);
            }
        }

        /** Holds a place, which it gives back in any case. */
        private void asks() {
            if (!breaker.allows()) {
                caller.fail(new StoreException(store + " has failed several times and is left alone for a moment"));
                over();
                return;
            }
            asked = true;
            Uni.createFrom()
                    .deferred(question::get)
                    .onTermination()
                    .invoke(this::over)
                    .subscribe()
                    .with(caller::complete, caller::fail);
        }

        private void over() {
            Turn<?> next;
            synchronized (Bulkhead.this) {
                answered = true;
                givenUp -= unheard ? 1 : 0;
                next = waiting.poll();
                underWay -= next == null ? 1 : 0;
            }
            if (next != null) {
                next.asksOnItsOwnContext();
            }
        }

        private void asksOnItsOwnContext() {
            if (context == null) {
                asks();
            } else {
                context.runOnContext(here -> asks());
            }
        }

        private StoreException late() {
            synchronized (Bulkhead.this) {
                if (!asked) {
                    return new StoreBusyException(
                            store + " was busy with other questions of this kind for " + limit.toMillis() + " ms");
                }
                if (!answered) {
                    unheard = true;
                    givenUp++;
                }
            }
            return new StoreException(store + " did not answer within " + limit.toMillis() + " ms");
        }
    }
}
