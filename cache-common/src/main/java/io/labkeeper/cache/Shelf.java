package io.labkeeper.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The values of one family in this process, and the loads that are under way for it, of which there is one for a key at the most.
 *
 * <p>A load belongs to the key only until the key is evicted. What it brings after that is given to those who were waiting for it and
 * kept by nobody; whoever asks after the eviction starts a load of their own. Both the end of a load and an eviction of its key are
 * single steps on the key's place in {@link #flights}, so there is no moment between them.
 */
final class Shelf<V> {
    private static final Logger LOG = Logger.getLogger(Shelf.class);

    private final Family<V> family;
    private final Ticker ticker;
    private final FamilyCounters counters = new FamilyCounters();
    private final Map<String, Flight<V>> flights = new ConcurrentHashMap<>();
    private final Cache<String, Entry<V>> entries;

    /** How often something may have been missed; what was held before the last time is in doubt. Moved by {@link #doubt} alone. */
    private final AtomicLong era = new AtomicLong();

    /** A load under way; those who wait for it share its outcome. */
    private record Flight<V>(CompletableFuture<Answer<V>> landed) {

        /** Each waiter may leave without disturbing the others. */
        Uni<Answer<V>> outcome() {
            return Uni.createFrom().completionStage(landed::copy);
        }
    }

    Shelf(Family<V> family, Ticker ticker) {
        this.family = family;
        this.ticker = ticker;
        this.entries = Caffeine.newBuilder()
                .ticker(ticker)
                .scheduler(Scheduler.systemScheduler())
                .maximumSize(family.policy().size())
                .expireAfterWrite(family.policy().lifetime().toNanos(), TimeUnit.NANOSECONDS)
                .executor(Runnable::run)
                .evictionListener((String key, Entry<V> entry, RemovalCause cause) -> expired(key, cause))
                .build();
    }

    Family<V> family() {
        return family;
    }

    FamilyCounters counters() {
        return counters;
    }

    FamilyStatistics statistics() {
        return counters.of(family, entries.estimatedSize());
    }

    Map<String, Entry<V>> entries() {
        return entries.asMap();
    }

    /** Null if there is none, however old. */
    Entry<V> held(String key) {
        Entry<V> held = entries.getIfPresent(key);
        return held == null ? null : held.in(era.get());
    }

    /**
     * The outcome of the load under way for this key, or of a new one.
     *
     * @param good what need not be loaded: since the caller looked, another load may have ended
     * @param load started if there is none under way; its item is null if there is no such thing, which nobody remembers
     */
    Uni<Answer<V>> join(String key, Predicate<Entry<V>> good, Function<Landing<V>, Uni<Answer<V>>> load) {
        return Uni.createFrom().deferred(() -> {
            Flight<V> mine = new Flight<>(new CompletableFuture<>());
            Flight<V> flying = flights.putIfAbsent(key, mine);
            if (flying != null) {
                return flying.outcome();
            }
            Entry<V> landed = held(key);
            if (landed != null && good.test(landed)) {
                end(key, mine).complete(new Answer<>(landed.value(), Answer.Origin.HELD));
            } else {
                begin(key, mine, load);
            }
            return mine.outcome();
        });
    }

    /** How a load hands over what it found, so that it is kept unless the key was evicted meanwhile. */
    interface Landing<V> {

        /** @param bornAt when the value was loaded, by the cache's ticker */
        void keep(V value, long bornAt);
    }

    private void begin(String key, Flight<V> flight, Function<Landing<V>, Uni<Answer<V>>> load) {
        Uni.createFrom()
                .deferred(() -> load.apply((value, bornAt) -> land(key, flight, value, bornAt)))
                .subscribe()
                .with(answer -> end(key, flight).complete(answer), failure -> end(key, flight)
                        .completeExceptionally(failure));
    }

    private void land(String key, Flight<V> flight, V value, long bornAt) {
        flights.computeIfPresent(key, (k, flying) -> {
            if (flying == flight) {
                entries.put(key, new Entry<>(value, bornAt, ticker.read(), era.get(), false));
            }
            return flying;
        });
    }

    private CompletableFuture<Answer<V>> end(String key, Flight<V> flight) {
        flights.remove(key, flight);
        return flight.landed();
    }

    /** @return whether a value was dropped */
    boolean evict(String key) {
        boolean[] dropped = new boolean[1];
        flights.compute(key, (k, flying) -> {
            dropped[0] = entries.asMap().remove(key) != null;
            return null;
        });
        if (dropped[0]) {
            counters.evictions.increment();
            LOG.debugf("cache family=%s key=%s tier=memory outcome=evicted", family.name(), key);
        }
        return dropped[0];
    }

    /** @return how many values were dropped */
    long evictMatching(Predicate<String> keys) {
        // Loads first: one that ends between the two steps has left a value, which the second step finds.
        long dropped = 0;
        for (Map<String, ?> place : java.util.List.of(flights, entries.asMap())) {
            for (String key : place.keySet()) {
                if (keys.test(key) && evict(key)) {
                    dropped++;
                }
            }
        }
        return dropped;
    }

    /** Something may have been missed: what is held is given no more unless nothing else is to be had. */
    void doubt() {
        // In this order: what lands before its place is cleared belongs to the era that ends, and nothing lands after
        // that.
        flights.clear();
        era.incrementAndGet();
    }

    private void expired(String key, RemovalCause cause) {
        counters.expirations.increment();
        if (cause == RemovalCause.SIZE) {
            counters.displacements.increment();
        }
        LOG.debugf("cache family=%s key=%s tier=memory outcome=%s", family.name(), key, cause);
    }
}
