package io.labkeeper.store;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets a few questions at a time through to a store, each for a limited time, and none for a while after several have failed. Whoever
 * finds it full fails at once: others need the same connections, and must not stand behind a crowd.
 */
public final class Bulkhead {
    private static final int FAILURES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final String store;
    private final int atOnce;
    private final Duration limit;
    private final Breaker breaker = new Breaker(FAILURES, PAUSE, System::nanoTime);
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param store its name, for messages
     * @param atOnce most questions at a time
     * @param limit how long whoever asks waits
     */
    public Bulkhead(String store, int atOnce, Duration limit) {
        this.store = store;
        this.atOnce = atOnce;
        this.limit = limit;
    }

    /**
     * Asks, if that may be. A question that was given up is still on its connection: it counts until the store has answered it.
     *
     * @return fails with {@link StoreException} if it is full, if the store is left alone, or if it does not answer within the limit; else
     *     as the question does
     */
    public <T> Uni<T> ask(Supplier<Uni<T>> question) {
        return Uni.createFrom().deferred(() -> {
            if (underWay.incrementAndGet() > atOnce || !breaker.allows()) {
                underWay.decrementAndGet();
                return Uni.createFrom().failure(new StoreException(store + " is away or busy"));
            }
            return limited(Uni.createFrom()
                    .deferred(question::get)
                    .onTermination()
                    .invoke(underWay::decrementAndGet)
                    .memoize()
                    .indefinitely());
        });
    }

    private <T> Uni<T> limited(Uni<T> asked) {
        return asked.ifNoItem()
                .after(limit)
                .failWith(() -> new StoreException(store + " did not answer within " + limit.toMillis() + " ms"))
                .onItem()
                .invoke(breaker::succeeded)
                .onFailure()
                .invoke(breaker::failed);
    }
}
