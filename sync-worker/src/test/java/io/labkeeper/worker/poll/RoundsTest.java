package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final Queue<Runnable> soon = new ArrayDeque<>();
    private final List<List<Integer>> worked = new ArrayList<>();
    private final List<UniEmitter<? super Void>> open = new ArrayList<>();
    private final Rounds rounds = new Rounds(soon::add, vmids -> {
        worked.add(vmids);
        return Uni.createFrom().emitter(open::add);
    });

    @Test
    void a_hundred_at_once_are_one_round_and_nobody_is_in_it_twice() {
        IntStream.range(0, 100).forEach(rounds::add);
        rounds.add(7);
        assertThat(soon).hasSize(1);

        soon.remove().run();

        assertThat(worked).hasSize(1);
        assertThat(worked.get(0)).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void who_comes_while_a_round_is_under_way_is_in_the_next_one_even_if_this_one_fails() {
        rounds.add(1);
        soon.remove().run();
        rounds.add(1);
        rounds.add(2);
        assertThat(soon).isEmpty();

        open.get(0).fail(new IllegalStateException("the token was refused"));
        soon.remove().run();

        assertThat(worked).containsExactly(List.of(1), List.of(1, 2));
    }

    @Test
    void after_the_last_round_the_next_one_begins_as_the_first_did() {
        rounds.add(1);
        soon.remove().run();
        open.get(0).complete(null);
        assertThat(soon).isEmpty();

        rounds.add(2);
        soon.remove().run();

        assertThat(worked).containsExactly(List.of(1), List.of(2));
    }
}
