package io.labkeeper.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Lets a few long questions at a time through to a store, so that connections are left for the short ones. The others wait for their
 * turn, in the order in which they came, and nobody is turned away: this is for what must be asked in the end, by few, each question
 * with a limit of its own that begins when it is asked. {@link Bulkhead} is for crowds.
 */
public final class Gate {
    private final int atOnce;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int underWay;

    /** @param atOnce most questions at a time */
    public Gate(int atOnce) {
        this.atOnce = atOnce;
    }

    /**
     * Asks as soon as it is its turn, where whoever asks works. A question whose asker has gone meanwhile is asked all the same.
     *
     * @param question must end by itself, since it holds its place until then
     */
    public <T> Uni<T> pass(Supplier<Uni<T>> question) {
        return Uni.createFrom().emitter(emitter -> {
            Context context = Vertx.currentContext();
            Runnable ask = () -> Uni.createFrom()
                    .deferred(question::get)
                    .onTermination()
                    .invoke(this::over)
                    .subscribe()
                    .with(emitter::complete, emitter::fail);
            comes(context == null ? ask : () -> context.runOnContext(here -> ask.run()));
        });
    }

    private void comes(Runnable ask) {
        synchronized (this) {
            if (underWay >= atOnce) {
                waiting.add(ask);
                return;
            }
            underWay++;
        }
        ask.run();
    }

    private void over() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            underWay -= next == null ? 1 : 0;
        }
        if (next != null) {
            next.run();
        }
    }
}
