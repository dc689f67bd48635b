package io.labkeeper.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShelfTest {
    private static final Duration TTL = Duration.ofMinutes(1);

    private final Now now = new Now();
    private final Shelf<String> shelf =
            new Shelf<>(Family.of("words", String.class, Policy.fresh(TTL).withStaleIfError(TTL)), now);
    private final AtomicInteger loads = new AtomicInteger();

    @Test
    void whoever_looked_just_before_another_load_ended_loads_nothing_again() {
        assertThat(join()).isEqualTo("load 1");

        // As if it had found nothing before.
        assertThat(join()).isEqualTo("load 1");
        shelf.evict("k");
        assertThat(join()).isEqualTo("load 2");
    }

    @Test
    void doubt_does_not_lengthen_a_values_life() {
        join();
        now.passes(TTL.plus(TTL.dividedBy(2)));

        shelf.doubt();
        assertThat(shelf.held("k").doubted()).isTrue();

        now.passes(TTL.dividedBy(2));
        assertThat(shelf.held("k")).isNull();
    }

    @Test
    void what_comes_after_a_doubt_is_not_doubted() {
        join();
        shelf.doubt();

        assertThat(join()).isEqualTo("load 2");
        assertThat(shelf.held("k").doubted()).isFalse();
    }

    private String join() {
        return shelf.join("k", held -> !held.doubted(), landing -> load(landing))
                .await()
                .atMost(Duration.ofSeconds(10))
                .value();
    }

    private Uni<Answer<String>> load(Shelf.Landing<String> landing) {
        return Uni.createFrom()
                .item(() -> "load " + loads.incrementAndGet())
                .invoke(value -> landing.keep(value, now.read()))
                .map(value -> new Answer<>(value, Answer.Origin.LOADED));
    }
}
