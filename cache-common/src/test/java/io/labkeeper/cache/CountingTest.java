package io.labkeeper.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What is counted and logged: each question once, whoever shared its answer. */
class CountingTest {
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final Policy PLAIN = Policy.fresh(TTL);

    private final Now now = new Now();
    private final MemoryTier redis = new MemoryTier(now);
    private final List<UniEmitter<? super String>> loading = new ArrayList<>();
    private final Supplier<Uni<String>> slowly = () -> Uni.createFrom().emitter(loading::add);

    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void all_who_wait_for_one_load_have_missed() {
        FamilyCache<String> cache = open(PLAIN);

        crowd(cache);
        loading.get(0).complete("value");

        counts(cache, 0, 100);
        assertThat(cache.statistics().loads()).isEqualTo(1);
        assertThat(cache.statistics().misses()).isEqualTo(100);
    }

    @Test
    void what_another_process_has_loaded_is_no_miss_and_a_renewal_in_the_background_no_question() {
        Policy policy = PLAIN.withStaleWhileRevalidate(TTL.multipliedBy(2));
        ask(open(policy), loaded("value"));
        FamilyCache<String> cache = open(policy);

        ask(cache, slowly);
        counts(cache, 1, 0);

        now.passes(TTL);
        ask(open(policy), loaded("newer"));
        ask(cache, slowly);
        counts(cache, 2, 0);
        assertThat(loading).isEmpty();
    }

    @Test
    void a_crowd_that_gets_an_old_value_in_need_has_been_answered() {
        FamilyCache<String> cache = open(PLAIN.withStaleIfError(TTL));
        ask(cache, loaded("value"));
        now.passes(TTL);

        crowd(cache);
        loading.get(0).fail(new IllegalStateException("no"));

        counts(cache, 100, 1);
        assertThat(cache.statistics().answeredAtOnce()).isZero();
    }

    @Test
    void a_crowd_that_gets_nothing_has_missed() {
        FamilyCache<String> cache = open(PLAIN);

        crowd(cache);
        loading.get(0).fail(new IllegalStateException("no"));

        counts(cache, 0, 100);
    }

    @Test
    void the_log_has_each_hit_miss_set_and_eviction() {
        FamilyCache<String> cache = open(PLAIN);

        logged(() -> {
            ask(cache, loaded("value"));
            ask(cache, loaded("value"));
            cache.evict("k").await().indefinitely();
            cache.evictMatching(new Glob("k*")).await().indefinitely();
        });

        assertThat(log)
                .containsExactly(
                        "cache family=words key=k tier=memory outcome=miss",
                        "cache family=words key=k tier=redis outcome=miss",
                        "cache family=words key=k tier=memory outcome=loaded",
                        "cache family=words key=k tier=redis outcome=set",
                        "cache family=words key=k tier=memory outcome=hit",
                        "cache family=words key=k tier=memory outcome=evicted",
                        "cache family=words key=k tier=redis outcome=evicted",
                        "cache family=words key=k* tier=redis outcome=evicted");
    }

    private static void counts(FamilyCache<String> cache, long answered, long missed) {
        assertThat(cache.statistics().answered()).as("answered").isEqualTo(answered);
        assertThat(cache.statistics().missed()).as("missed").isEqualTo(missed);
    }

    /** As of another process each time. */
    private FamilyCache<String> open(Policy policy) {
        return TwoTierCache.builder(new ObjectMapper())
                .remote(redis)
                .ticker(now)
                .build()
                .open(Family.of("words", String.class, policy));
    }

    private void crowd(FamilyCache<String> cache) {
        for (int i = 0; i < 100; i++) {
            ask(cache, slowly);
        }
    }

    private static void ask(FamilyCache<String> cache, Supplier<Uni<String>> loader) {
        cache.get("k", loader).subscribe().with(value -> {}, failure -> {});
    }

    private static Supplier<Uni<String>> loaded(String value) {
        return () -> Uni.createFrom().item(value);
    }

    private void logged(Runnable what) {
        Logger logger = Logger.getLogger("io.labkeeper.cache");
        Handler recorder = recorder();
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        logger.addHandler(recorder);
        try {
            what.run();
        } finally {
            logger.removeHandler(recorder);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }
    }

    private Handler recorder() {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                log.add(
                        record instanceof org.jboss.logmanager.ExtLogRecord extended
                                ? extended.getFormattedMessage()
                                : record.getMessage());
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
