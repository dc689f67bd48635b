package io.labkeeper.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TwoTierCacheTest {
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final Duration RECHECK = Duration.ofSeconds(10);
    private static final Duration A_MOMENT = Duration.ofMillis(1);
    private static final Policy PLAIN = Policy.fresh(TTL);

    private final Now now = new Now();
    private final MemoryTier redis = new MemoryTier(now);
    private final List<String> told = new ArrayList<>();
    private final TwoTierCache one = cache(redis);
    private final TwoTierCache other = cache(redis);
    private final AtomicInteger loads = new AtomicInteger();

    @Test
    void a_value_is_loaded_once_and_then_given_until_its_ttl_is_over() {
        FamilyCache<String> cache = open(cache(RemoteTier.NONE), PLAIN);

        assertThat(get(cache, "k", loading("first"))).isEqualTo("first");
        now.passes(TTL.minus(A_MOMENT));
        assertThat(get(cache, "k", loading("second"))).isEqualTo("first");
        now.passes(A_MOMENT);
        assertThat(get(cache, "k", loading("second"))).isEqualTo("second");
        assertThat(loads).hasValue(2);
    }

    @Test
    void callers_of_the_same_missing_key_share_one_load_and_one_who_leaves_does_not_disturb_it() {
        FamilyCache<String> cache = open(one, PLAIN);
        List<UniEmitter<? super String>> loading = new ArrayList<>();
        Supplier<Uni<String>> loader = () -> Uni.createFrom().emitter(loading::add);

        UniAssertSubscriber<String> first = ask(cache, loader);
        UniAssertSubscriber<String> second = ask(cache, loader);
        first.cancel();
        loading.get(0).complete("value");

        second.assertCompleted().assertItem("value");
        assertThat(loading).hasSize(1);
        assertThat(get(cache, "k", loading("again"))).isEqualTo("value");
    }

    @Test
    void a_failure_reaches_all_who_wait_and_is_not_remembered() {
        FamilyCache<String> cache = open(one, PLAIN);

        assertThatThrownBy(() -> get(cache, "k", failing())).hasMessage("the loader failed");
        assertThat(get(cache, "k", loading("value"))).isEqualTo("value");
    }

    @Test
    void nothing_is_an_answer_that_is_not_remembered() {
        FamilyCache<String> cache = open(one, PLAIN);

        assertThat(get(cache, "k", () -> Uni.createFrom().nullItem())).isNull();
        assertThat(get(cache, "k", loading("value"))).isEqualTo("value");
    }

    @Test
    void a_loader_that_never_answers_has_failed_after_its_limit() {
        FamilyCache<String> cache = open(one, PLAIN.withLoadLimit(Duration.ofMillis(20)));

        assertThatThrownBy(() -> get(cache, "k", () -> Uni.createFrom().nothing()))
                .isInstanceOf(LoadTimeout.class);
        assertThat(get(cache, "k", loading("value"))).isEqualTo("value");
    }

    @Test
    void past_its_ttl_a_value_is_given_while_a_new_one_is_loaded_as_long_as_the_policy_says() {
        FamilyCache<String> cache = open(cache(RemoteTier.NONE), PLAIN.withStaleWhileRevalidate(TTL));
        get(cache, "k", loading("old"));
        List<UniEmitter<? super String>> loading = new ArrayList<>();

        now.passes(TTL.multipliedBy(2).minus(A_MOMENT));
        assertThat(get(cache, "k", () -> Uni.createFrom().emitter(loading::add)))
                .isEqualTo("old");
        loading.get(0).complete("new");
        assertThat(get(cache, "k", failing())).isEqualTo("new");

        now.passes(TTL.multipliedBy(2));
        assertThat(get(cache, "k", loading("newest"))).isEqualTo("newest");
    }

    @Test
    void when_loading_fails_a_value_is_given_past_its_ttl_as_long_as_the_policy_says() {
        FamilyCache<String> cache = open(one, PLAIN.withStaleIfError(TTL));
        get(cache, "k", loading("old"));

        now.passes(TTL.multipliedBy(2).minus(A_MOMENT));
        assertThat(get(cache, "k", failing())).isEqualTo("old");
        now.passes(A_MOMENT);
        assertThatThrownBy(() -> get(cache, "k", failing())).hasMessage("the loader failed");
    }

    @Test
    void a_replica_that_has_just_started_gives_the_stale_value_of_another_when_loading_fails() {
        get(open(one, PLAIN.withStaleIfError(TTL)), "k", loading("old"));
        now.passes(TTL.plus(A_MOMENT));

        assertThat(get(open(other, PLAIN.withStaleIfError(TTL)), "k", failing()))
                .isEqualTo("old");
    }

    @Test
    void replicas_share_values_and_their_age() {
        get(open(one, PLAIN), "k", loading("value"));

        now.passes(TTL.dividedBy(2));
        assertThat(get(open(other, PLAIN), "k", loading("other"))).isEqualTo("value");
        now.passes(TTL.dividedBy(2));
        assertThat(get(open(other, PLAIN), "k", loading("new"))).isEqualTo("new");
    }

    @Test
    void families_that_are_not_shared_stay_in_the_process() {
        get(open(one, PLAIN.inProcess()), "k", loading("value"));

        assertThat(redis.text("numbers", "k")).isNull();
        assertThat(get(open(other, PLAIN.inProcess()), "k", loading("other"))).isEqualTo("other");
    }

    @Test
    void back_to_back_an_eviction_in_one_is_heard_by_the_other() {
        get(open(one, PLAIN), "k", loading("old"));
        get(open(other, PLAIN), "k", loading("never"));

        open(one, PLAIN).evict("k").await().indefinitely();
        assertThat(told).containsExactly("evicted numbers [k]");
        other.evictedElsewhere("numbers", List.of("k"));

        assertThat(get(open(other, PLAIN), "k", loading("new"))).isEqualTo("new");
        assertThat(get(open(one, PLAIN), "k", loading("never"))).isEqualTo("new");
    }

    @Test
    void a_message_that_was_lost_heals_when_redis_is_asked_again() {
        get(open(one, PLAIN), "k", loading("old"));
        get(open(other, PLAIN), "k", loading("never"));
        open(one, PLAIN).evict("k").await().indefinitely();

        now.passes(RECHECK.minus(A_MOMENT));
        assertThat(get(open(other, PLAIN), "k", loading("new"))).isEqualTo("old");
        now.passes(A_MOMENT);
        assertThat(get(open(other, PLAIN), "k", loading("new"))).isEqualTo("new");
    }

    @Test
    void after_a_gap_nothing_is_given_from_memory_except_when_nothing_else_is_to_be_had() {
        FamilyCache<String> cache = open(one, PLAIN.withStaleIfError(TTL));
        get(cache, "k", loading("old"));
        redis.down = true;

        one.mayHaveMissed();

        assertThat(get(cache, "k", failing())).isEqualTo("old");
        assertThat(get(cache, "k", loading("new"))).isEqualTo("new");
    }

    @Test
    void without_leave_to_be_stale_nothing_doubtful_is_given_when_loading_fails_either() {
        FamilyCache<String> cache = open(one, PLAIN);
        get(cache, "k", loading("old"));
        redis.down = true;

        one.mayHaveMissed();

        assertThatThrownBy(() -> get(cache, "k", failing())).hasMessage("the loader failed");
    }

    @Test
    void what_redis_is_owed_is_made_up_for_by_one_try_at_a_time_for_which_nobody_waits() {
        SlowToSettle slow = new SlowToSettle(redis);
        FamilyCache<String> cache = open(cache(slow), PLAIN);
        get(cache, "k", loading("old"));
        redis.down = true;
        cache.evict("k").await().indefinitely();
        redis.down = false;

        assertThat(get(cache, "k", loading("new"))).isEqualTo("new");
        assertThat(get(cache, "other", loading("another"))).isEqualTo("another");
        assertThat(slow.settling).hasSize(1);
        assertThat(redis.text("numbers", "k")).contains("old");

        slow.settling.get(0).run();
        assertThat(redis.text("numbers", "k")).isNull();
        assertThat(get(cache, "third", loading("shared"))).isEqualTo("shared");
        assertThat(redis.text("numbers", "third")).contains("shared");
        assertThat(slow.settling).hasSize(1);
    }

    @Test
    void what_an_eviction_overtakes_is_given_to_those_who_waited_and_kept_by_nobody() {
        FamilyCache<String> cache = open(one, PLAIN);
        List<UniEmitter<? super String>> loading = new ArrayList<>();
        UniAssertSubscriber<String> waiting = ask(cache, () -> Uni.createFrom().emitter(loading::add));

        cache.evict("k").await().indefinitely();
        UniAssertSubscriber<String> later = ask(cache, () -> Uni.createFrom().emitter(loading::add));
        loading.get(0).complete("old");

        waiting.assertCompleted().assertItem("old");
        later.assertNotTerminated();
        assertThat(redis.text("numbers", "k")).isNull();
        loading.get(1).complete("new");
        later.assertCompleted().assertItem("new");
        assertThat(get(cache, "k", failing())).isEqualTo("new");
        assertThat(cache.statistics().refusedWrites()).isEqualTo(1);
    }

    @Test
    void the_load_of_another_replica_cannot_bring_a_value_back_to_redis_either() {
        List<UniEmitter<? super String>> loading = new ArrayList<>();
        UniAssertSubscriber<String> waiting =
                ask(open(other, PLAIN), () -> Uni.createFrom().emitter(loading::add));

        open(one, PLAIN).evict("k").await().indefinitely();
        loading.get(0).complete("old");

        waiting.assertItem("old");
        assertThat(redis.text("numbers", "k")).isNull();
    }

    @Test
    void a_redis_that_is_away_costs_nothing_but_the_sharing() {
        redis.down = true;
        FamilyCache<String> cache = open(one, PLAIN);

        assertThat(get(cache, "k", loading("value"))).isEqualTo("value");
        assertThat(get(cache, "k", failing())).isEqualTo("value");
        assertThat(cache.statistics())
                .extracting(FamilyStatistics::remoteFailures, FamilyStatistics::droppedWrites)
                .containsExactly(1L, 1L);
    }

    @Test
    void an_eviction_that_redis_did_not_take_is_made_up_for_before_it_is_believed_again() {
        FamilyCache<String> cache = open(one, PLAIN);
        get(cache, "k", loading("old"));
        redis.down = true;
        cache.evict("k").await().indefinitely();
        redis.down = false;

        assertThat(get(cache, "k", loading("new"))).isEqualTo("new");
        assertThat(redis.text("numbers", "k")).contains("new");
    }

    @Test
    void patterns_evict_what_they_match_and_clear_goes_over_all_families() {
        FamilyCache<String> numbers = open(one, PLAIN);
        FamilyCache<String> words = one.open(Family.of("words", String.class, PLAIN));
        List.of("a/1", "a/2", "b/1").forEach(key -> get(numbers, key, loading(key)));
        get(words, "a/1", loading("word"));

        numbers.evictMatching(new Glob("a/*")).await().indefinitely();
        assertThat(keys(one)).containsExactlyInAnyOrder("numbers:b/1", "words:a/1");
        assertThat(redis.text("numbers", "a/1")).isNull();
        assertThat(redis.text("numbers", "b/1")).isNotNull();

        assertThat(one.clear(new Glob("w*")).await().indefinitely()).isEqualTo(2);
        assertThat(keys(one)).containsExactly("numbers:b/1");
        assertThat(told).containsExactly("evicted numbers a/*", "cleared w*");
    }

    @Test
    void memory_holds_no_more_values_than_the_policy_allows() {
        FamilyCache<String> cache = open(cache(RemoteTier.NONE), PLAIN.withSize(10));

        for (int i = 0; i < 1_000; i++) {
            get(cache, "k" + i, loading("value"));
        }

        assertThat(cache.statistics().size()).isLessThanOrEqualTo(10);
        assertThat(cache.statistics().expirations()).isGreaterThanOrEqualTo(990);
        assertThat(cache.statistics().displacements())
                .isEqualTo(cache.statistics().expirations());
    }

    @Test
    void what_another_version_wrote_and_what_is_no_value_at_all_count_as_nothing() {
        for (String text : List.of(
                "{\"v\":2,\"lifetime_ms\":60000,\"value\":\"x\"}",
                "{\"v\":1,\"value\":\"x\"}",
                "{\"v\":1,\"lifetime_ms\":60000,\"value\":{\"no\":\"text\"}}",
                "nonsense",
                "")) {
            redis.put("numbers", text, text, TTL);
            assertThat(get(open(one, PLAIN), text, loading("loaded"))).isEqualTo("loaded");
        }
    }

    @Test
    void a_name_stands_for_one_family() {
        FamilyCache<String> cache = open(one, PLAIN);

        assertThat(open(one, PLAIN)).isSameAs(cache);
        assertThatThrownBy(() -> one.open(Family.of("numbers", Integer.class, PLAIN)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Family.of("Not a name", String.class, PLAIN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_statistics_tell_what_happened_and_the_list_what_is_held() {
        FamilyCache<String> cache = open(one, PLAIN);
        get(cache, "k", loading("value"));
        get(cache, "k", loading("never"));
        now.passes(Duration.ofSeconds(5));

        FamilyStatistics statistics = one.statistics().get(0);
        assertThat(statistics.answered()).isEqualTo(1);
        assertThat(statistics.missed()).isEqualTo(1);
        assertThat(statistics.misses()).isEqualTo(1);
        assertThat(statistics.size()).isEqualTo(1);
        HeldValue here = new HeldValue("numbers", "k", Duration.ofSeconds(5), Duration.ofSeconds(55), Tier.MEMORY);
        assertThat(one.heldHere(10)).containsExactly(here);
        assertThat(one.heldInRedis(10).await().indefinitely())
                .containsExactly(
                        new HeldValue("numbers", "k", Duration.ofSeconds(5), Duration.ofSeconds(55), Tier.REDIS));
    }

    /** Makes up for what it is owed when told to. */
    private record SlowToSettle(MemoryTier tier, List<Runnable> settling) implements RemoteTier {
        SlowToSettle(MemoryTier tier) {
            this(tier, new ArrayList<>());
        }

        @Override
        public Uni<Long> settle(String family) {
            return Uni.createFrom()
                    .emitter(emitter ->
                            settling.add(() -> tier.settle(family).subscribe().with(emitter::complete, emitter::fail)));
        }

        @Override
        public boolean configured() {
            return tier.configured();
        }

        @Override
        public Uni<Held> read(String family, String key) {
            return tier.read(family, key);
        }

        @Override
        public Uni<Boolean> write(String family, String key, String text, Duration lifetime, String epoch) {
            return tier.write(family, key, text, lifetime, epoch);
        }

        @Override
        public Uni<Long> evict(String family, Collection<String> keys) {
            return tier.evict(family, keys);
        }

        @Override
        public Uni<Long> evictMatching(String family, Glob keys) {
            return tier.evictMatching(family, keys);
        }

        @Override
        public Uni<Long> clear(Glob familyAndKey) {
            return tier.clear(familyAndKey);
        }

        @Override
        public Uni<List<Listed>> list(int most) {
            return tier.list(most);
        }
    }

    private TwoTierCache cache(RemoteTier remote) {
        return TwoTierCache.builder(new ObjectMapper())
                .remote(remote)
                .announcer(new Announcer() {
                    @Override
                    public void evicted(String family, List<String> keys) {
                        told.add("evicted " + family + " " + keys);
                    }

                    @Override
                    public void evictedMatching(String family, Glob keys) {
                        told.add("evicted " + family + " " + keys.text());
                    }

                    @Override
                    public void cleared(Glob familyAndKey) {
                        told.add("cleared " + familyAndKey.text());
                    }
                })
                .ticker(now)
                .recheck(RECHECK)
                .build();
    }

    private static FamilyCache<String> open(TwoTierCache cache, Policy policy) {
        return cache.open(Family.of("numbers", String.class, policy));
    }

    private static String get(FamilyCache<String> cache, String key, Supplier<Uni<String>> loader) {
        return cache.get(key, loader).await().atMost(Duration.ofSeconds(10));
    }

    private static UniAssertSubscriber<String> ask(FamilyCache<String> cache, Supplier<Uni<String>> loader) {
        return cache.get("k", loader).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private Supplier<Uni<String>> loading(String value) {
        return () -> {
            loads.incrementAndGet();
            return Uni.createFrom().item(value);
        };
    }

    private static Supplier<Uni<String>> failing() {
        return () -> Uni.createFrom().failure(new IllegalStateException("the loader failed"));
    }

    private static List<String> keys(TwoTierCache cache) {
        return cache.heldHere(100).stream()
                .map(held -> held.family() + ":" + held.key())
                .toList();
    }
}
