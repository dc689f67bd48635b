package io.labkeeper.cache;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A cache in two tiers: this process' memory, and Redis, which replicas share. Each kind of value is a {@link Family} with a policy of
 * its own; {@link #open} gives the cache of one.
 *
 * <p><b>What may be relied on.</b>
 *
 * <ol>
 *   <li>A value is given as fresh for its TTL at the most, counted from the moment it was loaded, by whichever replica. After that only as
 *       the family's policy allows: while a new one is loaded, or when that fails; each with its bound.
 *   <li>Callers of one process who miss the same key share one load. Replicas do not: two may load the same value.
 *   <li>Once {@link FamilyCache#evict} has ended, this process gives no value that was loaded before it began. The others do so as soon as
 *       they hear of it: milliseconds. Should the message be lost, then after the {@code recheck} interval at the latest (or the family's
 *       {@code stale-while-revalidate}, if that is longer), when they ask Redis again; and at once when they notice that messages may
 *       have been lost ({@link #mayHaveMissed}). A family with {@code stale-if-error} excepts what can be had in no other way: if the
 *       message was lost, or may have been, and loading fails, the value in memory is given within that bound. Families that are not shared, and all of them without Redis, heal by their TTL alone.
 *   <li>No value comes back after an eviction. The classic way to break that: A asks the database and gets the old value; the value
 *       changes and is evicted everywhere; A stores what it got. Here, in memory, the eviction takes the load away from its key, so what
 *       it brings is given to those who waited and kept by nobody ({@link Shelf}). In Redis, A must show the family's epoch as it was
 *       before it asked, and the eviction has moved it ({@link RemoteTier}).
 *   <li>Redis is never a caller's failure: what cannot be read there is loaded, what cannot be written is dropped, both are counted. An
 *       eviction it did not take is owed, and until it is made up for nothing is read there in that family; that is tried when somebody asks, one try at a time, and no caller waits
 *       for it. Should this process die
 *       before, the value may live on there until it expires.
 *   <li>What a loader fails with is the caller's answer unless a stale value may be given. Failures are not remembered, nor is a null.
 * </ol>
 *
 * <p><b>What is not promised.</b> Order between keys; that a value is kept at all (memory is bounded); that one load happens over all
 * replicas.
 */
public final class TwoTierCache {
    private static final Logger LOG = Logger.getLogger(TwoTierCache.class);

    private final Fill.Shared shared;
    private final Announcer announcer;
    private final Meters meters;
    private final Ticker ticker;
    private final Duration recheck;
    private final Map<String, FamilyCache<?>> families = new ConcurrentHashMap<>();

    private TwoTierCache(Builder builder) {
        this.shared = new Fill.Shared(builder.remote, new Debts(builder.remote), new Envelope(builder.mapper));
        this.announcer = builder.announcer;
        this.meters = builder.meters;
        this.ticker = builder.ticker;
        this.recheck = builder.recheck;
    }

    /** @param mapper writes and reads shared values */
    public static Builder builder(ObjectMapper mapper) {
        return new Builder(mapper);
    }

    /**
     * The cache of a family; the same one whenever the same family is opened again.
     *
     * @throws IllegalStateException if another family has that name
     */
    @SuppressWarnings("unchecked")
    public <V> FamilyCache<V> open(Family<V> family) {
        FamilyCache<?> opened = families.computeIfAbsent(family.name(), name -> opened(family));
        if (!opened.family().equals(family)) {
            throw new IllegalStateException("there is another cache family of the name " + family.name());
        }
        return (FamilyCache<V>) opened;
    }

    private <V> FamilyCache<V> opened(Family<V> family) {
        FamilyCache<V> cache = new FamilyCache<>(family, shared, announcer, ticker, recheck);
        meters.opened(family.name(), cache::statistics);
        return cache;
    }

    /**
     * Forgets what matches, in all families, here and in Redis, and tells the other replicas. Nothing but cached values goes.
     *
     * @param familyAndKey matched against {@code family:key}
     * @return how many values were dropped, in both tiers together; never fails
     */
    public Uni<Long> clear(Glob familyAndKey) {
        return Uni.createFrom()
                .deferred(() -> {
                    long here = clearHere(familyAndKey);
                    return clearRemote(familyAndKey).map(remote -> here + remote);
                })
                .invoke(() -> clearHere(familyAndKey))
                .invoke(() -> announcer.cleared(familyAndKey));
    }

    private Uni<Long> clearRemote(Glob familyAndKey) {
        return shared.remote().configured()
                ? shared.remote()
                        .clear(familyAndKey)
                        .invoke(dropped -> LOG.debugf("cache tier=redis outcome=cleared values=%d", dropped))
                        .onFailure()
                        .recoverWithItem(this::allOwed)
                : Uni.createFrom().item(0L);
    }

    private long allOwed(Throwable failure) {
        families.values().forEach(FamilyCache::owe);
        return 0;
    }

    private long clearHere(Glob familyAndKey) {
        return families.values().stream()
                .mapToLong(family -> family.clearHere(familyAndKey))
                .sum();
    }

    /** Another replica has evicted keys. */
    public void evictedElsewhere(String family, Collection<String> keys) {
        in(family, cache -> cache.evictHere(keys));
    }

    /** Another replica has evicted all keys that match. */
    public void evictedElsewhere(String family, Glob keys) {
        in(family, cache -> cache.evictHereMatching(keys));
    }

    /** Another replica has cleared what matches {@code family:key}. */
    public void clearedElsewhere(Glob familyAndKey) {
        clearHere(familyAndKey);
    }

    private void in(String family, Consumer<FamilyCache<?>> what) {
        FamilyCache<?> cache = families.get(family);
        if (cache != null) {
            what.accept(cache);
        }
    }

    /** Messages of other replicas may have been lost: what is in memory is given no more, except when nothing else is to be had. */
    public void mayHaveMissed() {
        families.values().forEach(FamilyCache::doubt);
    }

    /** Of all families, in order of their names. */
    public List<FamilyStatistics> statistics() {
        return families.values().stream()
                .map(FamilyCache::statistics)
                .sorted(Comparator.comparing(FamilyStatistics::family))
                .toList();
    }

    /** Whether values are shared through Redis. */
    public boolean sharing() {
        return shared.remote().configured();
    }

    /** What is in memory, in no order. @param most how many at the most */
    public List<HeldValue> heldHere(int most) {
        return families.values().stream()
                .flatMap(FamilyCache::entries)
                .limit(most)
                .toList();
    }

    /** What is in Redis, in no order; fails if it does not answer. @param most how many at the most */
    public Uni<List<HeldValue>> heldInRedis(int most) {
        return sharing()
                ? shared.remote()
                        .list(most)
                        .map(listed -> listed.stream().flatMap(this::described).toList())
                : Uni.createFrom().item(List.of());
    }

    private Stream<HeldValue> described(RemoteTier.Listed listed) {
        FamilyCache<?> cache = families.get(listed.family());
        if (cache == null) {
            return Stream.of(new HeldValue(listed.family(), listed.key(), null, listed.left(), Tier.REDIS));
        }
        Policy policy = cache.family().policy();
        Duration age = policy.lifetime().minus(listed.left());
        return Stream.of(
                new HeldValue(listed.family(), listed.key(), age, policy.ttl().minus(age), Tier.REDIS));
    }

    /** Without a remote tier, an announcer and meters unless told otherwise. */
    public static final class Builder {
        private final ObjectMapper mapper;
        private RemoteTier remote = RemoteTier.NONE;
        private Announcer announcer = Announcer.NOBODY;
        private Meters meters = Meters.NONE;
        private Ticker ticker = Ticker.systemTicker();
        private Duration recheck = Duration.ofSeconds(10);

        private Builder(ObjectMapper mapper) {
            this.mapper = mapper;
        }

        public Builder remote(RemoteTier tier) {
            this.remote = tier;
            return this;
        }

        public Builder announcer(Announcer tells) {
            this.announcer = tells;
            return this;
        }

        public Builder meters(Meters counts) {
            this.meters = counts;
            return this;
        }

        /** For tests: a clock that only goes forward. */
        public Builder ticker(Ticker clock) {
            this.ticker = clock;
            return this;
        }

        /** How long a shared value is given from memory before Redis is asked again: the bound on what a lost message costs. */
        public Builder recheck(Duration interval) {
            this.recheck = interval;
            return this;
        }

        public TwoTierCache build() {
            return new TwoTierCache(this);
        }
    }
}
