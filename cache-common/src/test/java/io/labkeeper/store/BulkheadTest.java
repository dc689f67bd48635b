package io.labkeeper.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private final List<UniEmitter<? super String>> open = new ArrayList<>();

    @Test
    void whoever_finds_it_full_fails_at_once_and_the_store_is_not_asked() {
        Bulkhead bulkhead = new Bulkhead("Postgres", 2, 0, Duration.ofSeconds(60));
        ask(bulkhead).subscribeAsCompletionStage();
        ask(bulkhead).subscribeAsCompletionStage();

        assertThat(ask(bulkhead).subscribeAsCompletionStage()).isCompletedExceptionally();
        assertThat(open).hasSize(2);

        open.get(0).complete("here");
        ask(bulkhead).subscribeAsCompletionStage();
        assertThat(open).hasSize(3);
    }

    @Test
    void a_question_that_was_given_up_counts_until_it_is_answered() {
        Bulkhead bulkhead = new Bulkhead("Postgres", 1, 50, Duration.ofMillis(200));
        assertThatThrownBy(() -> ask(bulkhead).await().atMost(Duration.ofSeconds(30)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("within 200 ms");

        assertThat(ask(bulkhead).subscribeAsCompletionStage()).isCompletedExceptionally();
        assertThat(open).hasSize(1);

        open.get(0).complete("late");
        ask(bulkhead).subscribeAsCompletionStage();
        assertThat(open).hasSize(2);
    }

    @Test
    void after_three_failures_the_store_is_left_alone() {
        Bulkhead bulkhead = new Bulkhead("Postgres", 1, 50, Duration.ofSeconds(60));
        for (int i = 0; i < 3; i++) {
            ask(bulkhead).subscribeAsCompletionStage();
            open.get(i).fail(new IllegalStateException("refused"));
        }

        assertThat(ask(bulkhead).subscribeAsCompletionStage()).isCompletedExceptionally();
        assertThat(open).hasSize(3);
    }

    @Test
    void a_crowd_is_answered_in_turn_and_never_more_than_two_at_once() {
        Bulkhead bulkhead = new Bulkhead("Postgres", 2, 50, Duration.ofSeconds(60));
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Uni<Integer> slow = Uni.createFrom()
                .item(() -> most.accumulateAndGet(now.incrementAndGet(), Math::max))
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(2))
                .onTermination()
                .invoke(now::decrementAndGet);

        List<CompletableFuture<Integer>> crowd = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> bulkhead.ask(() -> slow))
                                .thenCompose(Uni::subscribeAsCompletionStage))
                .limit(30)
                .toList();

        assertThat(crowd).allSatisfy(one -> assertThat(one).succeedsWithin(Duration.ofSeconds(30)));
        assertThat(most).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void who_comes_when_all_places_to_wait_are_taken_is_told_that_it_is_busy() {
        Bulkhead bulkhead = new Bulkhead("Postgres", 1, 1, Duration.ofSeconds(60));
        ask(bulkhead).subscribeAsCompletionStage();
        CompletableFuture<String> waits = ask(bulkhead).subscribeAsCompletionStage();

        assertThatThrownBy(() -> ask(bulkhead).await().atMost(Duration.ofSeconds(30)))
                .isInstanceOf(StoreBusyException.class)
                .hasMessageContaining("busy");
        assertThat(open).hasSize(1);

        waits.cancel(false);
        CompletableFuture<String> next = ask(bulkhead).subscribeAsCompletionStage();
        open.get(0).complete("first");
        open.get(1).complete("second");
        assertThat(next).isCompletedWithValue("second");
    }

    @Test
    void whose_turn_does_not_come_in_time_is_never_asked() {
        Bulkhead bulkhead = new Bulkhead("Postgres", 1, 50, Duration.ofMillis(100));
        ask(bulkhead).subscribeAsCompletionStage();

        assertThatThrownBy(() -> ask(bulkhead).await().atMost(Duration.ofSeconds(30)))
                .isInstanceOf(StoreException.class);

        open.get(0).complete("late");
        assertThat(open).hasSize(1);
        ask(bulkhead).subscribeAsCompletionStage();
        assertThat(open).hasSize(2);
    }

    private Uni<String> ask(Bulkhead bulkhead) {
        return bulkhead.ask(() -> Uni.createFrom().emitter(open::add));
    }
}
