package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneAtATimeTest {
    private final List<UniEmitter<? super Void>> begun = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final OneAtATime work = new OneAtATime(() -> Uni.createFrom().emitter(begun::add));

    private void ask(String who) {
        work.run().subscribe().with(done -> told.add(who), failure -> told.add(who + " failed"));
    }

    @Test
    void those_who_come_while_it_is_under_way_wait_for_one_that_begins_afterwards() {
        ask("a");
        ask("b");
        ask("c");
        assertThat(begun).hasSize(1);

        begun.get(0).complete(null);
        assertThat(told).containsExactly("a");
        assertThat(begun).hasSize(2);

        begun.get(1).complete(null);
        assertThat(told).containsExactly("a", "b", "c");
        assertThat(begun).hasSize(2);
    }

    @Test
    void a_failure_is_told_to_those_it_was_for_and_the_next_one_goes_on() {
        ask("a");
        ask("b");

        begun.get(0).fail(new IllegalStateException("away"));
        begun.get(1).complete(null);
        ask("c");
        begun.get(2).complete(null);

        assertThat(told).containsExactly("a failed", "b", "c");
    }

    @Test
    void work_that_cannot_even_be_begun_does_not_block_it() {
        List<Throwable> failures = new ArrayList<>();
        OneAtATime broken = new OneAtATime(() -> {
            throw new IllegalStateException("at once");
        });

        broken.run().subscribe().with(done -> {}, failures::add);
        broken.run().subscribe().with(done -> {}, failures::add);

        assertThat(failures).hasSize(2);
    }
}
