package io.labkeeper.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * B-06: two replicas, a database and Redis, in which everything that takes time ends in an order drawn by lot: loads, answers of Redis,
 * messages. Whatever the order, no replica gives a value that is older than an eviction which it has carried out or heard of.
 */
class EvictionRacesTest {
    private static final int SCHEDULES = 10_000;
    private static final int STEPS = 40;

    @Test
    void no_value_comes_back_after_an_eviction_whatever_ends_first() {
        for (int seed = 0; seed < SCHEDULES; seed++) {
            new World(seed).play();
        }
    }

    private static final class World {
        private final int seed;
        private final Random lot;
        private final Now now = new Now();
        private final List<Runnable> pending = new ArrayList<>();
        private final List<Replica> replicas;
        private int database = 1;

        World(int seed) {
            this.seed = seed;
            this.lot = new Random(seed);
            RemoteTier redis = new SlowTier(new MemoryTier(now));
            this.replicas = List.of(new Replica(redis), new Replica(redis));
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                Replica replica = replicas.get(lot.nextInt(2));
                switch (lot.nextInt(6)) {
                    case 0 -> change(replica);
                    case 1, 2 -> replica.ask();
                    default -> endOne();
                }
            }
            endAll();
            replicas.forEach(Replica::ask);
            endAll();
            assertThat(replicas).as("seed %d", seed).allSatisfy(replica -> assertThat(replica.last)
                    .isEqualTo(database));
        }

        private void change(Replica replica) {
            database++;
            int floor = database;
            replica.cache.evict("k").subscribe().with(done -> replica.mustGive(floor));
        }

        private void endOne() {
            if (!pending.isEmpty()) {
                pending.remove(lot.nextInt(pending.size())).run();
            }
        }

        private void endAll() {
            while (!pending.isEmpty()) {
                endOne();
            }
        }

        /** Does its work at one moment, and answers at a later one. */
        private <T> Uni<T> slowly(Supplier<Uni<T>> work) {
            return Uni.createFrom()
                    .<T>emitter(emitter -> pending.add(() -> work.get()
                            .subscribe()
                            .with(item -> pending.add(() -> answer(emitter, item)), emitter::fail)));
        }

        private static <T> void answer(UniEmitter<? super T> emitter, T item) {
            emitter.complete(item);
        }

        private final class Replica {
            private final FamilyCache<Integer> cache;
            private final TwoTierCache both;
            private int floor;
            private int last;

            Replica(RemoteTier redis) {
                both = TwoTierCache.builder(new ObjectMapper())
                        .remote(redis)
                        .ticker(now)
                        .recheck(Duration.ofHours(1))
                        .announcer(new Announcer() {
                            @Override
                            public void evicted(String family, List<String> keys) {
                                int known = database;
                                pending.add(() -> tellOther(keys, known));
                            }

                            @Override
                            public void evictedMatching(String family, Glob keys) {
                                throw new AssertionError("not played here");
                            }

                            @Override
                            public void cleared(Glob familyAndKey) {
                                throw new AssertionError("not played here");
                            }
                        })
                        .build();
                cache = both.open(Family.of("numbers", Integer.class, Policy.fresh(Duration.ofDays(1))));
            }

            private void tellOther(Collection<String> keys, int known) {
                Replica other = replicas.get(replicas.get(0) == this ? 1 : 0);
                other.both.evictedElsewhere("numbers", keys);
            }

            void mustGive(int atLeast) {
                floor = Math.max(floor, atLeast);
            }

            void ask() {
                int atLeast = floor;
                cache.get("k", () -> slowly(() -> Uni.createFrom().item(database)))
                        .subscribe()
                        .with(value -> got(value, atLeast));
            }

            private void got(int value, int atLeast) {
                last = value;
                assertThat(value)
                        .as("seed %d: asked after an eviction had ended", seed)
                        .isGreaterThanOrEqualTo(atLeast);
            }
        }

        /** Redis, whose steps take effect at one moment and are answered at another. */
        private final class SlowTier implements RemoteTier {
            private final RemoteTier redis;

            SlowTier(RemoteTier redis) {
                this.redis = redis;
            }

            @Override
            public boolean configured() {
                return true;
            }

            @Override
            public Uni<Held> read(String family, String key) {
                return slowly(() -> redis.read(family, key));
            }

            @Override
            public Uni<Boolean> write(String family, String key, String text, Duration lifetime, String epoch) {
                return slowly(() -> redis.write(family, key, text, lifetime, epoch));
            }

            @Override
            public Uni<Long> evict(String family, Collection<String> keys) {
                return slowly(() -> redis.evict(family, keys));
            }

            @Override
            public Uni<Long> evictMatching(String family, Glob keys) {
                return slowly(() -> redis.evictMatching(family, keys));
            }

            @Override
            public Uni<Long> clear(Glob familyAndKey) {
                return slowly(() -> redis.clear(familyAndKey));
            }

            @Override
            public Uni<List<Listed>> list(int most) {
                return slowly(() -> redis.list(most));
            }
        }
    }
}
