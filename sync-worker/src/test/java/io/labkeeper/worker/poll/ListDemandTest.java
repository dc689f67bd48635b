package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.testing.Vms;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ListDemandTest {
    private static final Instant T0 = Vms.SEEN;
    private static final ListDemand READ = ListDemand.NONE.begun(Mode.QUICK, T0).succeeded(Mode.QUICK, T0);

    @Test
    void a_list_never_read_is_read_at_once() {
        assertThat(ListDemand.NONE.met(Mode.QUICK, T0)).isFalse();
        assertThat(ListDemand.NONE.soonest(Mode.QUICK, T0)).isEqualTo(T0);
    }

    @Test
    void a_list_read_less_than_10_s_ago_is_fresh_enough() {
        assertThat(READ.met(Mode.QUICK, T0.plusMillis(9_999))).isTrue();
        assertThat(READ.met(Mode.QUICK, T0.plusSeconds(10))).isFalse();
        assertThat(READ.soonest(Mode.QUICK, T0.plusSeconds(10))).isEqualTo(T0.plusSeconds(10));
    }

    @Test
    void whoever_needs_another_list_gets_it_10_s_after_the_last_one() {
        assertThat(READ.soonest(Mode.QUICK, T0.plusSeconds(3))).isEqualTo(T0.plusSeconds(10));
    }

    @Test
    void nobodys_wish_makes_us_ask_a_cluster_that_fails_more_often() {
        ListDemand failed = READ.begun(Mode.QUICK, T0.plusSeconds(30));

        assertThat(failed.met(Mode.QUICK, T0.plusSeconds(31))).isFalse();
        assertThat(failed.soonest(Mode.QUICK, T0.plusSeconds(31))).isEqualTo(T0.plusSeconds(40));
    }

    @Test
    void a_full_sync_is_not_replaced_by_a_list_but_replaces_one() {
        ListDemand whole = ListDemand.NONE.begun(Mode.FULL, T0).succeeded(Mode.FULL, T0);

        assertThat(READ.met(Mode.FULL, T0.plusSeconds(1))).isFalse();
        assertThat(READ.soonest(Mode.FULL, T0.plusSeconds(1))).isEqualTo(T0.plusSeconds(1));
        assertThat(whole.met(Mode.QUICK, T0.plusSeconds(1))).isTrue();
        assertThat(whole.met(Mode.FULL, T0.plusSeconds(1))).isTrue();
    }

    @Test
    void a_list_that_is_being_read_serves_who_comes_meanwhile_unless_it_hangs() {
        assertThat(ListDemand.willMeet(Mode.QUICK, Mode.QUICK, T0, T0.plusSeconds(5)))
                .isTrue();
        assertThat(ListDemand.willMeet(Mode.QUICK, Mode.FULL, T0, T0.plusSeconds(5)))
                .isTrue();
        assertThat(ListDemand.willMeet(Mode.FULL, Mode.QUICK, T0, T0.plusSeconds(5)))
                .isFalse();
        assertThat(ListDemand.willMeet(Mode.QUICK, Mode.QUICK, T0, T0.plusSeconds(20)))
                .isFalse();
    }
}
