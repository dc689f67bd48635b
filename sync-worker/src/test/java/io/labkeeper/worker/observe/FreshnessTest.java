package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ONE = "019b0000-0000-7000-8000-000000000001";
    private static final String TWO = "019b0000-0000-7000-8000-000000000002";

    @Test
    void looks_and_ends_are_remembered_side_by_side() {
        Looks looks = new Looks();
        looks.ended(100, ONE, T0);
        looks.looked(100, T0.plusSeconds(1));

        assertThat(looks.of(100)).isEqualTo(new Freshness(T0.plusSeconds(1), ONE, T0));
        assertThat(looks.of(101)).isEqualTo(Freshness.NONE);
    }

    @Test
    void the_newest_action_and_the_latest_look_win_in_any_order() {
        Looks looks = new Looks();
        looks.ended(100, TWO, T0.plusSeconds(5));
        looks.ended(100, ONE, T0);
        looks.looked(100, T0.plusSeconds(9));
        looks.looked(100, T0.plusSeconds(8));

        assertThat(looks.of(100)).isEqualTo(new Freshness(T0.plusSeconds(9), TWO, T0.plusSeconds(5)));
    }

    @Test
    void what_no_list_can_be_behind_any_more_is_forgotten() {
        Looks looks = new Looks();
        looks.looked(100, T0);
        looks.looked(101, T0.plusSeconds(50));

        looks.forgetBefore(T0.plusSeconds(61));

        assertThat(looks.of(100)).isEqualTo(Freshness.NONE);
        assertThat(looks.of(101).lookedAt()).isEqualTo(T0.plusSeconds(50));
    }
}
