package io.labkeeper.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RemovalGuardTest {
    private static final Set<Integer> FOUR = Set.of(1, 2, 3, 4);

    @Test
    void up_to_30_per_cent_go_at_once() {
        assertThat(RemovalGuard.CALM.judge(10, Set.of(1, 2, 3)).removals()).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void more_go_only_with_the_third_answer_in_a_row() {
        RemovalGuard.Verdict first = RemovalGuard.CALM.judge(10, FOUR);
        RemovalGuard.Verdict second = first.next().judge(10, FOUR);
        RemovalGuard.Verdict third = second.next().judge(10, FOUR);

        assertThat(first.removals()).isEmpty();
        assertThat(first.withheld()).isEqualTo(4);
        assertThat(second.removals()).isEmpty();
        assertThat(third.removals()).isEqualTo(FOUR);
        assertThat(third.next()).isEqualTo(RemovalGuard.CALM);
    }

    @Test
    void a_better_answer_in_between_begins_the_count_anew() {
        RemovalGuard second =
                RemovalGuard.CALM.judge(10, FOUR).next().judge(10, FOUR).next();

        RemovalGuard after = second.judge(10, Set.of(1)).next();

        assertThat(after.judge(10, FOUR).removals()).isEmpty();
    }
}
