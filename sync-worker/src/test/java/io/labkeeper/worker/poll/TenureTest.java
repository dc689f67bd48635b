package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TenureTest {
    private static final long LENGTH = 15;

    private final Tenure tenure = new Tenure();

    private void ours(long fence, long at) {
        long since = tenure.departures();
        assertThat(tenure.taken(fence, since)).isTrue();
        assertThat(tenure.confirmed(at, since)).isTrue();
    }

    @Test
    void it_is_ours_from_the_moment_its_state_is_known_for_the_length_of_the_lease() {
        tenure.taken(7, 0);
        assertThat(tenure.valid(100, LENGTH)).isFalse();

        assertThat(tenure.confirmed(100, 0)).isTrue();

        assertThat(tenure.valid(114, LENGTH)).isTrue();
        assertThat(tenure.valid(115, LENGTH)).isFalse();
        assertThat(tenure.held()).isTrue();
    }

    @Test
    void given_back_while_its_state_is_loaded_it_is_given_back_under_that_fence_and_is_not_ours_afterwards() {
        long since = tenure.departures();
        tenure.taken(7, since);

        assertThat(tenure.depart()).isEqualTo(new Tenure.Last(7, false));

        assertThat(tenure.confirmed(100, since)).isFalse();
        assertThat(tenure.valid(100, LENGTH)).isFalse();
    }

    @Test
    void taken_only_after_it_was_given_back_it_is_for_the_taker_to_give_back() {
        long since = tenure.departures();

        assertThat(tenure.depart().fence()).isEqualTo(Tenure.NONE);

        assertThat(tenure.taken(7, since)).isFalse();
        assertThat(tenure.depart().fence()).isEqualTo(Tenure.NONE);
    }

    @Test
    void a_renewal_that_is_told_after_the_lease_was_given_back_and_the_loop_has_begun_anew_counts_for_nothing() {
        ours(7, 100);
        long renewal = tenure.departures();
        tenure.depart();
        long anew = tenure.departures();

        assertThat(tenure.confirmed(101, renewal)).isFalse();
        assertThat(tenure.held()).isFalse();

        assertThat(tenure.taken(8, anew)).isTrue();
        assertThat(tenure.confirmed(102, renewal)).isFalse();
        assertThat(tenure.depart()).isEqualTo(new Tenure.Last(8, false));
    }

    @Test
    void lost_it_is_not_ours_and_that_is_told_once() {
        ours(7, 100);

        assertThat(tenure.lost()).isTrue();
        assertThat(tenure.lost()).isFalse();
        assertThat(tenure.valid(100, LENGTH)).isFalse();
    }
}
