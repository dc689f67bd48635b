package io.labkeeper.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The values of one family, in both tiers. {@link TwoTierCache} says what may be relied on. */
public final class FamilyCache<V> {
    private static final Logger LOG = Logger.getLogger(FamilyCache.class);

    private final Shelf<V> shelf;
    private final Fill.Shared shared;
    private final Announcer announcer;
    private final Ticker ticker;
    private final long recheckNanos;

    FamilyCache(Family<V> family, Fill.Shared shared, Announcer announcer, Ticker ticker, Duration recheck) {
        this.shelf = new Shelf<>(family, ticker);
        this.shared = shared;
        this.announcer = announcer;
        this.ticker = ticker;
        this.recheckNanos = shared.serves(family) ? recheck.toNanos() : Long.MAX_VALUE;
    }

    public Family<V> family() {
        return shelf.family();
    }

    /**
     * The value of a key: from memory, else from Redis, else from the loader. Callers of one process who ask for the same missing key
     * share one load.
     *
     * @param key any text; it appears in logs and in the list of entries, so nothing secret
     * @param loader asked at the most once, if neither tier has a value; a null item is handed on and not remembered
     * @return fails as the loader does, or with {@link LoadTimeout}, unless a stale value may be given instead
     */
    public Uni<V> get(String key, Supplier<Uni<V>> loader) {
        return Uni.createFrom().deferred(() -> answer(key, loader));
    }

    private Uni<V> answer(String key, Supplier<Uni<V>> loader) {
        Entry<V> held = shelf.held(key);
        long now = ticker.read();
        if (held != null && held.fresh(family().policy(), recheckNanos, now)) {
            shelf.counters().hits.increment();
            told(key, "hit");
            return Uni.createFrom().item(held.value());
        }
        Uni<Answer<V>> outcome = shelf.join(
                key,
                landed -> landed.fresh(family().policy(), recheckNanos, ticker.read()),
                landing -> new Fill<>(key, loader, shelf, shared, ticker).into(landing));
        if (held != null && held.givenWhileRevalidating(family().policy(), recheckNanos, now)) {
            outcome.subscribe()
                    .with(
                            value -> {},
                            failure -> LOG.debugf(
                                    "cache family=%s key=%s not renewed: %s",
                                    family().name(), key, failure.getMessage()));
            return Uni.createFrom().item(stale(key, held, "stale_while_revalidate"));
        }
        shelf.counters().misses.increment();
        told(key, "miss");
        Uni<V> value = outcome.map(this::counted);
        return held == null ? value : value.onFailure().recoverWithUni(failure -> inNeed(key, held, failure));
    }

    /** Each caller counts, also of those who share a load. */
    private V counted(Answer<V> answer) {
        switch (answer.origin()) {
            case HELD -> shelf.counters().spared.increment();
            case STALE -> {
                shelf.counters().staleHits.increment();
                shelf.counters().staleOnError.increment();
            }
            case LOADED -> {}
        }
        return answer.value();
    }

    private Uni<V> inNeed(String key, Entry<V> held, Throwable failure) {
        if (!held.givenOnError(family().policy(), ticker.read())) {
            return Uni.createFrom().failure(failure);
        }
        shelf.counters().staleOnError.increment();
        return Uni.createFrom().item(stale(key, held, "stale_if_error"));
    }

    private V stale(String key, Entry<V> held, String why) {
        shelf.counters().staleHits.increment();
        told(key, why);
        return held.value();
    }

    /**
     * Forgets keys here and in Redis, and tells the other replicas. When it has ended, no call of this process that begins later gets a
     * value that was loaded before this call began.
     *
     * @return never fails: what Redis did not take is owed, and nothing is read from it in this family until it has
     */
    public Uni<Void> evict(Collection<String> keys) {
        List<String> named = List.copyOf(keys);
        return forget(named, () -> named.forEach(shelf::evict), () -> shared.remote()
                        .evict(family().name(), named))
                .invoke(() -> announcer.evicted(family().name(), named));
    }

    public Uni<Void> evict(String key) {
        return evict(List.of(key));
    }

    /** As {@link #evict(Collection)}, for all keys that match. */
    public Uni<Void> evictMatching(Glob keys) {
        return forget(List.of(keys.text()), () -> shelf.evictMatching(keys.asPredicate()), () -> shared.remote()
                        .evictMatching(family().name(), keys))
                .invoke(() -> announcer.evictedMatching(family().name(), keys));
    }

    /** Here, in Redis, and here again: meanwhile somebody may have fetched from Redis what it was about to lose. */
    private Uni<Void> forget(List<String> named, Runnable here, Supplier<Uni<Long>> remotely) {
        return Uni.createFrom().deferred(() -> {
            here.run();
            return shared.serves(family())
                    ? Uni.createFrom()
                            .deferred(remotely::get)
                            .invoke(dropped -> named.forEach(key -> LOG.debugf(
                                    "cache family=%s key=%s tier=redis outcome=evicted", family().name(), key)))
                            .replaceWithVoid()
                            .onFailure()
                            .recoverWithItem(this::owed)
                            .invoke(here)
                    : Uni.createFrom().voidItem();
        });
    }

    private Void owed(Throwable failure) {
        shared.debts().owe(family().name());
        LOG.warnf("cache family=%s tier=redis not evicted: %s", family().name(), failure.getMessage());
        return null;
    }

    /** Forgets keys in this process alone: another one has evicted them, or what they were made from has changed here. */
    public void evictHere(Collection<String> keys) {
        keys.forEach(shelf::evict);
    }

    /** As {@link #evictHere}, for all keys that match. @return how many values were dropped */
    public long evictHereMatching(Glob keys) {
        return shelf.evictMatching(keys.asPredicate());
    }

    void owe() {
        if (shared.serves(family())) {
            shared.debts().owe(family().name());
        }
    }

    long clearHere(Glob familyAndKey) {
        var matching = familyAndKey.asPredicate();
        return shelf.evictMatching(key -> matching.test(family().name() + ":" + key));
    }

    void doubt() {
        shelf.doubt();
    }

    public FamilyStatistics statistics() {
        return shelf.statistics();
    }

    Stream<HeldValue> entries() {
        long now = ticker.read();
        return shelf.entries().entrySet().stream().map(entry -> {
            Duration age = Duration.ofNanos(entry.getValue().age(now));
            return new HeldValue(
                    family().name(),
                    entry.getKey(),
                    age,
                    family().policy().ttl().minus(age),
                    Tier.MEMORY);
        });
    }

    private void told(String key, String outcome) {
        LOG.debugf("cache family=%s key=%s tier=memory outcome=%s", family().name(), key, outcome);
    }
}
