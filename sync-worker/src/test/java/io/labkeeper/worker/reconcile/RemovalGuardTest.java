package io.labkeeper.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RemovalGuardTest {
    private static final Set<Integer> FOUR = Set.of(1, 2, 3, 4);

    @Test
    void up_to_30_per_cent_go_at_once() {
        assertThat(judge(RemovalGuard.CALM, 10, Set.of(1, 2, 3)).removals()).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void more_go_only_with_the_third_answer_in_a_row() {
        RemovalGuard.Verdict first = judge(RemovalGuard.CALM, 10, FOUR);
        RemovalGuard.Verdict second = judge(first.next(), 10, FOUR);
        RemovalGuard.Verdict third = judge(second.next(), 10, FOUR);

        assertThat(first.removals()).isEmpty();
        assertThat(first.withheld()).isEqualTo(4);
        assertThat(second.removals()).isEmpty();
        assertThat(third.removals()).isEqualTo(FOUR);
        assertThat(third.next()).isEqualTo(RemovalGuard.CALM);
    }

    @Test
    void a_better_answer_in_between_begins_the_count_anew() {
        RemovalGuard second =
                judge(judge(RemovalGuard.CALM, 10, FOUR).next(), 10, FOUR).next();

        RemovalGuard after = judge(second, 10, Set.of(1)).next();

        assertThat(judge(after, 10, FOUR).removals()).isEmpty();
    }

    @Test
    void each_vm_goes_only_when_three_answers_lacked_it_itself() {
        RemovalGuard second =
                judge(judge(RemovalGuard.CALM, 100, to(40)).next(), 100, to(40)).next();

        RemovalGuard.Verdict third = judge(second, 100, to(95));
        RemovalGuard.Verdict fourth = judge(third.next(), 60, missing(41, 95));
        RemovalGuard.Verdict fifth = judge(fourth.next(), 60, missing(41, 95));

        assertThat(third.removals()).isEqualTo(to(40));
        assertThat(third.withheld()).isEqualTo(55);
        assertThat(fourth.removals()).isEmpty();
        assertThat(fifth.removals()).isEqualTo(missing(41, 95));
    }

    @Test
    void whoever_is_back_in_between_begins_anew() {
        RemovalGuard second = judge(judge(RemovalGuard.CALM, 10, to(4)).next(), 10, missing(2, 6))
                .next();

        assertThat(judge(second, 10, to(4)).removals()).containsExactlyInAnyOrder(2, 3, 4);
    }

    @Test
    void what_is_not_proven_to_be_gone_stays_and_counts_among_those_missing() {
        RemovalGuard.Verdict few = RemovalGuard.CALM.judge(10, to(3), Set.of(2));
        RemovalGuard.Verdict many = RemovalGuard.CALM.judge(10, to(4), Set.of(2));
        RemovalGuard third = judge(judge(RemovalGuard.CALM, 10, FOUR).next(), 10, FOUR)
                .next()
                .judge(10, FOUR, Set.of(2))
                .next();

        assertThat(few.removals()).containsExactly(2);
        assertThat(few.withheld()).isEqualTo(2);
        assertThat(many.removals()).isEmpty();
        assertThat(judge(third, 9, Set.of(1, 3, 4)).removals()).containsExactlyInAnyOrder(1, 3, 4);
    }

    private static RemovalGuard.Verdict judge(RemovalGuard guard, int known, Set<Integer> missing) {
        return guard.judge(known, missing, missing);
    }

    private static Set<Integer> to(int last) {
        return missing(1, last);
    }

    private static Set<Integer> missing(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().collect(Collectors.toSet());
    }
}
