package io.labkeeper.worker.address.arp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration SETTLE = Duration.ofSeconds(9);
    private static final long SECOND = 1_000_000_000L;

    private final List<String> addresses = Subnet.parse("10.0.0.0/20").addresses();

    @Test
    void never_are_more_than_256_questions_open() {
        Random random = new Random(7);
        Sweep sweep = new Sweep(addresses, PATIENCE, SETTLE);
        List<String> nudged = new ArrayList<>();
        Set<String> owned = new HashSet<>();
        List<Long> times = new ArrayList<>();
        long now = 0;

        for (; !sweep.done(now); now += SECOND / 5) {
            for (String address : sweep.next(owned, now)) {
                nudged.add(address);
                times.add(now);
            }
            nudged.stream().filter(address -> random.nextInt(40) == 0).forEach(owned::add);
            assertThat(open(nudged, times, owned, now)).isLessThanOrEqualTo(Sweep.WINDOW);
        }

        assertThat(nudged).containsExactlyElementsOf(addresses);
    }

    private static long open(List<String> nudged, List<Long> times, Set<String> owned, long now) {
        long open = 0;
        for (int i = 0; i < nudged.size(); i++) {
            if (now - times.get(i) < PATIENCE.toNanos() && !owned.contains(nudged.get(i))) {
                open++;
            }
        }
        return open;
    }

    @Test
    void silent_addresses_make_room_when_the_kernel_has_given_up() {
        Sweep sweep = new Sweep(addresses, PATIENCE, SETTLE);

        assertThat(sweep.next(Set.of(), 0)).hasSize(256);
        assertThat(sweep.next(Set.of(), 3 * SECOND - 1)).isEmpty();
        assertThat(sweep.next(Set.of(addresses.get(0)), 3 * SECOND - 1)).hasSize(1);
        assertThat(sweep.next(Set.of(), 3 * SECOND)).hasSize(255);
        assertThat(sweep.done(3 * SECOND)).isFalse();
    }

    @Test
    void an_empty_network_is_done_when_the_last_question_has_no_answer() {
        Sweep sweep = new Sweep(List.of("10.0.0.1", "10.0.0.2"), PATIENCE, SETTLE);

        sweep.next(Set.of(), 0);
        assertThat(sweep.done(0)).isFalse();
        sweep.next(Set.of("10.0.0.1"), SECOND);
        assertThat(sweep.done(SECOND)).isFalse();
        sweep.next(Set.of("10.0.0.1"), 3 * SECOND);

        assertThat(sweep.done(3 * SECOND)).isTrue();
    }

    @Test
    void an_owner_from_before_is_believed_only_after_the_kernel_had_time_to_doubt_it() {
        Sweep sweep = new Sweep(List.of("10.0.0.1"), PATIENCE, SETTLE);
        Set<String> before = Set.of("10.0.0.1");

        assertThat(sweep.next(before, 0)).containsExactly("10.0.0.1");
        sweep.next(before, SECOND);

        assertThat(sweep.done(SECOND)).isFalse();
        assertThat(sweep.done(9 * SECOND)).isTrue();
    }

    @Test
    void a_nudge_for_which_the_kernel_had_no_room_is_repeated() {
        Sweep sweep = new Sweep(List.of("10.0.0.1", "10.0.0.2"), PATIENCE, SETTLE);

        sweep.next(Set.of(), 0);
        sweep.putBack("10.0.0.1");

        assertThat(sweep.next(Set.of(), 1)).containsExactly("10.0.0.1");
    }

    @Test
    void nothing_to_sweep_is_done_at_once() {
        assertThat(new Sweep(List.of(), PATIENCE, SETTLE).done(0)).isTrue();
    }
}
