package io.labkeeper.cache.redis;

import io.labkeeper.cache.CacheConfig;
import io.labkeeper.cache.Glob;
import io.labkeeper.cache.RemoteTier;
import io.labkeeper.store.Breaker;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The tier of the cache that replicas share: a string with a TTL for each value, under {@code cache:<family>:<key>}, and the family's
 * epoch under {@code cache:<family>}. An epoch that is missing begins with Redis' own time, so a Redis that has forgotten everything
 * accepts no write that was prepared before.
 */
@ApplicationScoped
public class RedisTier implements RemoteTier {
    private static final int BATCH = 500;
    private static final String START = "0";

    private final RedisCommands redis;
    private final RedisKeys keys;
    private final CacheConfig config;
    private final Breaker breaker;

    public RedisTier(RedisCommands redis, RedisKeys keys, CacheConfig config) {
        this.redis = redis;
        this.keys = keys;
        this.config = config;
        this.breaker = new Breaker(config.breakerFailures(), config.breakerPause(), System::nanoTime);
    }

    @Override
    public boolean configured() {
        return redis.configured();
    }

    @Override
    public Uni<Held> read(String family, String key) {
        return guarded(() -> redis.script(
                        config.remoteLimit(),
                        Scripts.CACHE_READ,
                        List.of(keys.cached(family, key), keys.cacheEpoch(family)),
                        List.of()))
                .map(RedisTier::held);
    }

    private static Held held(Response answer) {
        Response value = answer.get(0);
        return new Held(
                value == null ? null : value.toString(),
                Duration.ofMillis(Math.max(0, answer.get(1).toLong())),
                answer.get(2).toString());
    }

    @Override
    public Uni<Boolean> write(String family, String key, String text, Duration lifetime, String epoch) {
        return guarded(() -> redis.script(
                        config.remoteLimit(),
                        Scripts.CACHE_WRITE,
                        List.of(keys.cached(family, key), keys.cacheEpoch(family)),
                        List.of(epoch, text, Long.toString(lifetime.toMillis()))))
                .map(answer -> answer.toInteger() == 1);
    }

    /** An eviction is tried even where reads have been given up: it may be the first to find Redis again. */
    @Override
    public Uni<Long> evict(String family, Collection<String> evicted) {
        List<String> names = new ArrayList<>(evicted.size() + 1);
        names.add(keys.cacheEpoch(family));
        evicted.forEach(key -> names.add(keys.cached(family, key)));
        return redis.script(config.remoteLimit(), Scripts.CACHE_EVICT, names, List.of())
                .map(Response::toLong);
    }

    @Override
    public Uni<Long> evictMatching(String family, Glob pattern) {
        return evict(family, List.of()).chain(moved -> remove(keys.cachedPattern(family, pattern)));
    }

    /** Left alone with the reads: whoever asks for a value while Redis is away starts this. */
    @Override
    public Uni<Long> settle(String family) {
        return guarded(() -> evictMatching(family, Glob.ALL));
    }

    @Override
    public Uni<Long> clear(Glob familyAndKey) {
        return pages(keys.cacheEpochPattern())
                .onItem()
                .transformToUniAndConcatenate(this::moveEpochs)
                .collect()
                .last()
                .chain(done -> remove(keys.cachedPattern(familyAndKey)))
                .ifNoItem()
                .after(config.removalLimit())
                .failWith(RedisTier::tooSlow);
    }

    private Uni<Long> moveEpochs(List<String> names) {
        return Multi.createFrom()
                .iterable(names)
                .select()
                .where(keys::isCacheEpoch)
                .onItem()
                .transformToUniAndConcatenate(
                        epoch -> redis.script(config.remoteLimit(), Scripts.CACHE_EVICT, List.of(epoch), List.of()))
                .collect()
                .asList()
                .map(moved -> (long) moved.size());
    }

    private Uni<Long> remove(String pattern) {
        return pages(pattern)
                .map(names -> names.stream().filter(keys::isCached).toList())
                .onItem()
                .transformToUniAndConcatenate(names -> names.isEmpty()
                        ? Uni.createFrom().item(0L)
                        : redis.run(config.remoteLimit(), Command.UNLINK, names).map(Response::toLong))
                .collect()
                .in(() -> new long[1], (sum, removed) -> sum[0] += removed)
                .map(sum -> sum[0])
                .ifNoItem()
                .after(config.removalLimit())
                .failWith(RedisTier::tooSlow);
    }

    private static StoreException tooSlow() {
        return new StoreException("Redis has not removed all values in time");
    }

    @Override
    public Uni<List<Listed>> list(int most) {
        return pages(keys.cachedPattern(Glob.ALL))
                .onItem()
                .<String>disjoint()
                .select()
                .where(keys::isCached)
                .select()
                .first(most)
                .group()
                .intoLists()
                .of(BATCH)
                .onItem()
                .transformToUniAndConcatenate(this::described)
                .onItem()
                .<Listed>disjoint()
                .collect()
                .asList()
                .ifNoItem()
                .after(config.removalLimit())
                .failWith(() -> new StoreException("Redis has not listed all values in time"));
    }

    private Uni<List<Listed>> described(List<String> names) {
        return redis.script(config.remoteLimit(), Scripts.CACHE_LEFT, names, List.of())
                .map(left -> {
                    List<Listed> listed = new ArrayList<>(names.size());
                    for (int i = 0; i < names.size(); i++) {
                        long millis = left.get(i).toLong();
                        if (millis >= 0) {
                            listed.add(keys.listed(names.get(i), Duration.ofMillis(millis)));
                        }
                    }
                    return listed;
                });
    }

    /** All names that match, page by page, as SCAN gives them: none that stays is left out, some may come twice. */
    private Multi<List<String>> pages(String pattern) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(START), cursor -> page(pattern, cursor))
                .whilst(page -> !page.last())
                .map(Page::names);
    }

    private record Page(List<String> names, boolean last) {}

    private Uni<Page> page(String pattern, AtomicReference<String> cursor) {
        List<String> arguments = List.of(cursor.get(), "MATCH", pattern, "COUNT", Integer.toString(BATCH));
        return redis.run(config.remoteLimit(), Command.SCAN, arguments).map(answer -> {
            cursor.set(answer.get(0).toString());
            List<String> names = new ArrayList<>();
            answer.get(1).forEach(name -> names.add(name.toString()));
            return new Page(names, START.equals(cursor.get()));
        });
    }

    private <T> Uni<T> guarded(Supplier<Uni<T>> command) {
        return Uni.createFrom()
                .deferred(() -> breaker.allows()
                        ? command.get().invoke(breaker::succeeded).onFailure().invoke(breaker::failed)
                        : Uni.createFrom().failure(new StoreException("Redis is left alone for a while")));
    }
}
