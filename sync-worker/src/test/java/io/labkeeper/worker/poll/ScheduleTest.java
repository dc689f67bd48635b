package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.testing.Vms;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Instant T0 = Vms.SEEN;
    private static final double MIDDLE = 0.5;
    private static final Schedule.Pace PACE = new Schedule.Pace(
            Duration.ofSeconds(30),
            Duration.ofSeconds(300),
            Duration.ofSeconds(10),
            Duration.ofSeconds(180),
            Duration.ofSeconds(60));
    private static final Schedule START = Schedule.takeOver(SyncStatus.NEVER, T0, PACE);

    @Test
    void a_cluster_never_read_is_read_whole_at_once() {
        assertThat(START.due(T0)).contains(Mode.FULL);
    }

    @Test
    void a_cluster_taken_over_is_read_quickly_at_once_and_whole_when_it_was_planned() {
        Schedule taken = Schedule.takeOver(Vms.healthy(T0), T0.plusSeconds(60), PACE);

        assertThat(taken.due(T0.plusSeconds(60))).contains(Mode.QUICK);
        assertThat(taken.fullAt()).isEqualTo(T0.plusSeconds(300));
    }

    @Test
    void a_cluster_whose_last_full_sync_was_cut_off_is_read_whole_at_once() {
        SyncStatus done = Vms.healthy(T0.minusSeconds(300));
        SyncStatus cutOff = new SyncStatus(
                done.lastFullAt(),
                T0,
                T0.plusSeconds(300),
                T0.plusSeconds(30),
                done.quickIntervalMs(),
                done.fullIntervalMs(),
                0,
                null,
                null,
                null,
                done.last(),
                done.nodes());

        assertThat(Schedule.takeOver(cutOff, T0.plusSeconds(5), PACE).due(T0.plusSeconds(5)))
                .contains(Mode.FULL);
    }

    @Test
    void after_a_full_sync_quick_ones_follow_until_the_next() {
        Schedule after = START.succeeded(Mode.FULL, T0, PACE, MIDDLE);

        assertThat(after.due(T0.plusSeconds(29))).isEmpty();
        assertThat(after.due(T0.plusSeconds(30))).contains(Mode.QUICK);
        assertThat(after.succeeded(Mode.QUICK, T0.plusSeconds(30), PACE, MIDDLE).fullAt())
                .isEqualTo(T0.plusSeconds(300));
        assertThat(after.due(T0.plusSeconds(300))).contains(Mode.FULL);
    }

    @Test
    void intervals_vary_by_a_tenth_around_the_configured_one() {
        assertThat(START.succeeded(Mode.QUICK, T0, PACE, 0).quickAt()).isEqualTo(T0.plusMillis(28_500));
        assertThat(START.succeeded(Mode.QUICK, T0, PACE, 1).quickAt()).isEqualTo(T0.plusMillis(31_500));
    }

    @Test
    void failures_double_the_pause_up_to_the_longest() {
        Schedule at = START;
        long[] pauses = {10, 20, 40, 80, 160, 180, 180};
        for (long pause : pauses) {
            at = at.failed(T0, PACE, false, 0);
            assertThat(at.quickAt()).isEqualTo(T0.plusSeconds(pause));
            assertThat(at.due(T0.plusSeconds(pause - 1))).isEmpty();
        }
        assertThat(at.succeeded(Mode.FULL, T0, PACE, MIDDLE).failures()).isZero();
    }

    @Test
    void a_refused_token_is_not_tried_again_within_a_minute_even_if_somebody_wants_it() {
        Schedule refused = START.failed(T0, PACE, true, 0);

        assertThat(refused.wanted(Mode.FULL, T0.plusSeconds(5)).due(T0.plusSeconds(59)))
                .isEmpty();
        assertThat(refused.due(T0.plusSeconds(60))).isPresent();
    }

    @Test
    void a_wish_is_granted_at_once() {
        Schedule after = START.succeeded(Mode.FULL, T0, PACE, MIDDLE);

        assertThat(after.wanted(Mode.QUICK, T0.plusSeconds(1)).due(T0.plusSeconds(1)))
                .contains(Mode.QUICK);
        assertThat(after.wanted(Mode.FULL, T0.plusSeconds(1)).due(T0.plusSeconds(1)))
                .contains(Mode.FULL);
    }
}
