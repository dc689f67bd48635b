package io.labkeeper.lab.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplicasTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Replicas replicas = new Replicas(List.of(1, 2, 3), nanos::get);

    @Test
    void they_are_taken_in_turn() {
        assertThat(replicas.inOrder()).containsExactly(1, 2, 3);
        assertThat(replicas.inOrder()).containsExactly(2, 3, 1);
        assertThat(replicas.inOrder()).containsExactly(3, 1, 2);
        assertThat(replicas.inOrder()).containsExactly(1, 2, 3);
    }

    @Test
    void one_that_failed_comes_last_for_a_second() {
        replicas.failed(1);

        assertThat(replicas.inOrder()).containsExactly(2, 3, 1);
        nanos.addAndGet(Duration.ofMillis(1001).toNanos());
        replicas.inOrder();
        replicas.inOrder();
        assertThat(replicas.inOrder()).containsExactly(1, 2, 3);
    }

    @Test
    void one_that_answers_is_back_at_once() {
        replicas.failed(1);
        replicas.answered(1);

        assertThat(replicas.inOrder()).containsExactly(1, 2, 3);
    }

    @Test
    void one_that_is_not_ready_comes_last_until_it_is() {
        replicas.ready(1, false);
        replicas.answered(1);

        assertThat(replicas.inOrder()).containsExactly(2, 3, 1);
        replicas.ready(1, true);
        replicas.inOrder();
        replicas.inOrder();
        assertThat(replicas.inOrder()).containsExactly(1, 2, 3);
    }

    @Test
    void if_all_failed_all_are_tried() {
        List.of(1, 2, 3).forEach(replicas::failed);

        assertThat(replicas.inOrder()).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void there_may_be_none() {
        assertThat(new Replicas(List.of(), nanos::get).inOrder()).isEmpty();
    }
}
