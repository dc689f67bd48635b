package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TakenWishesTest {
    private final TakenWishes wishes = new TakenWishes();

    @Test
    void a_wish_is_taken_once_and_is_not_met_by_that() {
        assertThat(wishes.take("a")).isTrue();
        assertThat(wishes.take("a")).isFalse();
        assertThat(wishes.wasMet("a")).isFalse();

        wishes.met(List.of("a"));

        assertThat(wishes.wasMet("a")).isTrue();
        assertThat(wishes.take("a")).isFalse();
    }

    @Test
    void one_that_could_not_be_granted_may_be_taken_again_but_not_one_that_was_met() {
        wishes.take("a");
        wishes.giveUp("a");
        assertThat(wishes.take("a")).isTrue();

        wishes.met(List.of("a"));
        wishes.giveUp("a");

        assertThat(wishes.take("a")).isFalse();
    }

    @Test
    void of_very_many_the_oldest_are_forgotten() {
        IntStream.rangeClosed(0, 10_000).forEach(i -> wishes.take("id" + i));

        assertThat(wishes.take("id1")).isFalse();
        assertThat(wishes.take("id0")).isTrue();
    }
}
