package io.labkeeper.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private final List<UniEmitter<? super String>> open = new ArrayList<>();

    @Test
    void whoever_finds_it_full_fails_at_once_and_the_store_is_not_asked() {
        Bulkhead bulkhead = new Bulkhead("Postgres", 2, Duration.ofSeconds(60));
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
        Bulkhead bulkhead = new Bulkhead("Postgres", 1, Duration.ofMillis(1));
        assertThatThrownBy(() -> ask(bulkhead).await().atMost(Duration.ofSeconds(30)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("within 1 ms");

        assertThat(ask(bulkhead).subscribeAsCompletionStage()).isCompletedExceptionally();
        assertThat(open).hasSize(1);

        open.get(0).complete("late");
        ask(bulkhead).subscribeAsCompletionStage();
        assertThat(open).hasSize(2);
    }

    @Test
    void after_three_failures_the_store_is_left_alone() {
        Bulkhead bulkhead = new Bulkhead("Postgres", 1, Duration.ofSeconds(60));
        for (int i = 0; i < 3; i++) {
            ask(bulkhead).subscribeAsCompletionStage();
            open.get(i).fail(new IllegalStateException("refused"));
        }

        assertThat(ask(bulkhead).subscribeAsCompletionStage()).isCompletedExceptionally();
        assertThat(open).hasSize(3);
    }

    private Uni<String> ask(Bulkhead bulkhead) {
        return bulkhead.ask(() -> Uni.createFrom().emitter(open::add));
    }
}
