package io.labkeeper.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.labkeeper.cache.Family;
import io.labkeeper.cache.FamilyCache;
import io.labkeeper.cache.FamilyStatistics;
import io.labkeeper.cache.Glob;
import io.labkeeper.cache.Policies;
import io.labkeeper.cache.Policy;
import io.labkeeper.cache.RemoteTier.Held;
import io.labkeeper.cache.RemoteTier.Listed;
import io.labkeeper.cache.TwoTierCache;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedSubscriber;
import io.labkeeper.store.StoreException;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What replicas share of the cache, on a real Redis, and the cache of a service as it is wired. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
class RedisTierIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SETTLED = Duration.ofSeconds(20);

    @Inject
    RedisTier tier;

    @Inject
    TwoTierCache cache;

    @Inject
    Policies policies;

    @Inject
    FeedSubscriber feed;

    @BeforeEach
    void empty() {
        Stores.empty();
    }

    @AfterEach
    void heal() {
        Stores.redisProxy().up();
        Stores.redis(Command.CONFIG, "SET", "maxmemory", "0");
    }

    @Test
    void what_was_written_is_read_back_with_the_time_it_has_left() {
        assertThat(write("k", "text")).isTrue();

        Held held = read("k");
        assertThat(held.text()).isEqualTo("text");
        assertThat(held.left()).isBetween(Duration.ofSeconds(30), MINUTE);
        assertThat(Stores.redis(Command.GET, "labkeeper:cache:numbers:k").toString())
                .isEqualTo("text");
    }

    @Test
    void nothing_is_written_under_an_epoch_that_an_eviction_has_moved() {
        String before = read("k").epoch();

        wait(tier.evict("numbers", List.of("another")));

        assertThat(wait(tier.write("numbers", "k", "old", MINUTE, before))).isFalse();
        assertThat(read("k").text()).isNull();
        assertThat(write("k", "new")).isTrue();
    }

    @Test
    void a_redis_that_has_forgotten_everything_takes_nothing_that_was_prepared_before() {
        String before = read("k").epoch();

        Stores.redis(Command.FLUSHALL);
        assertThat(wait(tier.write("numbers", "k", "old", MINUTE, before))).isFalse();
        read("k");

        assertThat(wait(tier.write("numbers", "k", "old", MINUTE, before))).isFalse();
    }

    @Test
    void a_full_redis_forgets_all_the_same_and_takes_nothing_that_was_prepared_before() {
        write("k", "old");
        write("another", "text");
        String before = read("k").epoch();
        Stores.redis(Command.CONFIG, "SET", "maxmemory", "1");

        assertThat(wait(tier.evict("numbers", List.of("k")))).isEqualTo(1);

        assertThat(read("k").text()).isNull();
        assertThat(read("another").text()).isEqualTo("text");
        assertThat(wait(tier.write("numbers", "k", "old", MINUTE, before))).isFalse();
        assertThat(wait(tier.evictMatching("numbers", Glob.ALL))).isEqualTo(1);
        assertThat(wait(tier.read("words", "k")).epoch())
                .as("it is too full to begin one")
                .isEmpty();

        Stores.redis(Command.CONFIG, "SET", "maxmemory", "0");
        assertThat(wait(tier.write("numbers", "k", "old", MINUTE, before))).isFalse();
        assertThat(wait(tier.write("words", "k", "old", MINUTE, ""))).isFalse();
        assertThat(write("k", "new")).isTrue();
    }

    @Test
    void nothing_is_written_under_an_epoch_that_has_been_taken_away() {
        String before = read("k").epoch();
        Stores.redis(Command.DEL, "labkeeper:cache:numbers");

        assertThat(wait(tier.write("numbers", "k", "old", MINUTE, before))).isFalse();
        assertThat(read("k").epoch()).isNotEqualTo(before);
    }

    @Test
    void keys_and_patterns_are_removed_and_counted_and_nothing_else_goes() {
        Stores.redis(Command.SET, "somebody:else", "x");
        Stores.redis(Command.SET, "labkeeper:assignments", "{}");
        List.of("a/1", "a/2", "b[1]", "b1", "c*").forEach(key -> write(key, "text"));

        assertThat(wait(tier.evict("numbers", List.of("a/1", "missing")))).isEqualTo(1);
        assertThat(wait(tier.evictMatching("numbers", new Glob("b[1]")))).isEqualTo(1);
        assertThat(read("b1").text()).isEqualTo("text");
        assertThat(wait(tier.evictMatching("number", Glob.ALL))).isZero();
        assertThat(wait(tier.clear(Glob.ALL))).isEqualTo(3);

        assertThat(read("a/2").text()).isNull();
        assertThat(Stores.redis(Command.GET, "somebody:else").toString()).isEqualTo("x");
        assertThat(Stores.redis(Command.GET, "labkeeper:assignments").toString())
                .isEqualTo("{}");
    }

    @Test
    void clearing_refuses_what_was_being_loaded_in_any_family() {
        String numbers = read("k").epoch();
        String words = wait(tier.read("words", "k")).epoch();

        wait(tier.clear(new Glob("nothing*")));

        assertThat(wait(tier.write("numbers", "k", "old", MINUTE, numbers))).isFalse();
        assertThat(wait(tier.write("words", "k", "old", MINUTE, words))).isFalse();
    }

    @Test
    void many_values_are_listed_and_removed_in_batches() {
        IntStream.range(0, 1_200).forEach(i -> write("k" + i, "text"));

        List<Listed> some = wait(tier.list(1_000));
        assertThat(some).hasSize(1_000).allSatisfy(listed -> {
            assertThat(listed.family()).isEqualTo("numbers");
            assertThat(listed.key()).startsWith("k");
            assertThat(listed.left()).isPositive();
        });
        assertThat(wait(tier.evictMatching("numbers", new Glob("k*")))).isEqualTo(1_200);
    }

    @Test
    void a_frozen_redis_costs_its_limit_and_then_nothing() {
        Stores.redisProxy().hang();

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> read("k")).isInstanceOf(StoreException.class);
        }
        assertThatThrownBy(() -> read("k")).isInstanceOf(StoreException.class).hasMessageContaining("left alone");
    }

    @Test
    void the_cache_of_a_service_shares_through_redis_and_hears_what_others_evict() {
        await().atMost(SETTLED).until(feed::trusted);
        FamilyCache<String> words =
                cache.open(Family.of("heard-words", String.class, policies.of("heard-words", Policy.fresh(MINUTE))));
        wait(words.get("k", () -> Uni.createFrom().item("old")));
        await().atMost(SETTLED).until(() -> Stores.redis(Command.GET, "labkeeper:cache:heard-words:k") != null);

        Stores.redis(Command.DEL, "labkeeper:cache:heard-words:k");
        Stores.redis(
                Command.PUBLISH,
                "labkeeper:feed",
                new FeedMessage.Evict("heard-words", List.of("k"), null).toJson("somebody"));

        await().atMost(SETTLED)
                .until(() ->
                        wait(words.get("k", () -> Uni.createFrom().item("new"))).equals("new"));
        assertThat(words.statistics().evictions()).isEqualTo(1);
        assertThat(cache.statistics()).extracting(FamilyStatistics::family).contains("heard-words");
    }

    private Held read(String key) {
        return wait(tier.read("numbers", key));
    }

    private boolean write(String key, String text) {
        return wait(tier.write("numbers", key, text, MINUTE, read(key).epoch()));
    }

    private static <T> T wait(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }
}
