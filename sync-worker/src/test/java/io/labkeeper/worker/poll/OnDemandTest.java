package io.labkeeper.worker.poll;

import static io.labkeeper.worker.poll.Mode.FULL;
import static io.labkeeper.worker.poll.Mode.QUICK;
import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.testing.Vms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A wish before, during and after a reading; quick and full. */
class OnDemandTest {
    private static final Instant T0 = Vms.SEEN;
    private static final Schedule.Pace PACE = new Schedule.Pace(
            Duration.ofSeconds(30),
            Duration.ofSeconds(300),
            Duration.ofSeconds(10),
            Duration.ofSeconds(180),
            Duration.ofSeconds(60));

    /** Nothing is due by itself for a long time. */
    private static final Schedule FAR = new Schedule(at(30), at(300), null, 0);

    private final OnDemand wishes = new OnDemand();

    private static Instant at(double seconds) {
        return T0.plusMillis((long) (seconds * 1_000));
    }

    private void reading(Mode mode, double from) {
        wishes.begun(mode, at(from));
    }

    private void read(Mode mode, double from) {
        reading(mode, from);
        wishes.succeeded();
    }

    @Test
    void a_wish_is_granted_at_once_and_told_with_the_end_of_its_reading() {
        assertThat(wishes.met(QUICK, "a", T0)).isFalse();
        assertThat(wishes.due(FAR, T0)).contains(QUICK);
        reading(QUICK, 0);

        assertThat(wishes.due(FAR, at(1))).isEmpty();
        assertThat(wishes.succeeded()).containsExactly("a");
    }

    @Test
    void many_who_want_the_same_cost_one_reading() {
        List<String> all = IntStream.range(0, 30).mapToObj(i -> "id" + i).toList();
        all.subList(0, 10).forEach(id -> wishes.met(QUICK, id, T0));
        reading(QUICK, 0);
        all.subList(10, 30)
                .forEach(id -> assertThat(wishes.met(QUICK, id, at(3))).isFalse());

        assertThat(wishes.succeeded()).containsExactlyElementsOf(all);
        assertThat(wishes.due(FAR, at(20))).isEmpty();
        assertThat(wishes.met(QUICK, "later", at(9.9))).isTrue();
    }

    @Test
    void a_full_wish_that_comes_while_a_list_is_read_is_not_lost_with_its_end() {
        reading(QUICK, 0);
        assertThat(wishes.met(FULL, "whole", at(1))).isFalse();

        assertThat(wishes.succeeded()).isEmpty();
        Schedule planned = FAR.succeeded(QUICK, T0, PACE, 0.5);
        assertThat(wishes.due(planned, at(2))).contains(FULL);
        reading(FULL, 2);
        assertThat(wishes.succeeded()).containsExactly("whole");
    }

    @Test
    void a_full_wish_is_never_answered_by_a_list_alone() {
        read(FULL, 0);
        wishes.needed(List.of("moved"));
        reading(QUICK, 10);
        wishes.met(FULL, "whole", at(11));
        wishes.succeeded();
        reading(QUICK, 12);

        assertThat(wishes.succeeded()).isEmpty();
        assertThat(wishes.due(FAR, at(13))).contains(FULL);
    }

    @Test
    void what_needs_a_later_list_than_the_one_being_read_gets_it_10_s_after_that_one_was_begun() {
        reading(QUICK, 0);
        wishes.needed(List.of("moved"));

        assertThat(wishes.succeeded()).isEmpty();
        Schedule planned = FAR.succeeded(QUICK, T0, PACE, 0.5);
        assertThat(wishes.due(planned, at(9.9))).isEmpty();
        assertThat(wishes.due(planned, at(10))).contains(QUICK);
        reading(QUICK, 10);
        assertThat(wishes.succeeded()).containsExactly("moved");
    }

    @Test
    void a_wish_that_comes_while_a_list_hangs_does_not_join_it_and_is_not_lost_when_it_fails() {
        reading(QUICK, 0);
        assertThat(wishes.met(QUICK, "late", at(12))).isFalse();
        wishes.failed();

        assertThat(wishes.due(FAR.failed(at(15), PACE, false, 0), at(15))).contains(QUICK);
        reading(QUICK, 15);
        assertThat(wishes.succeeded()).containsExactly("late");
    }

    @Test
    void those_whose_reading_failed_wait_for_the_next_one_and_do_not_shorten_the_pause() {
        wishes.met(QUICK, "a", T0);
        wishes.met(FULL, "b", T0);
        reading(FULL, 0);
        wishes.met(QUICK, "joined", at(1));
        wishes.failed();
        Schedule backedOff = new Schedule(at(40), at(300), null, 2);

        assertThat(wishes.due(backedOff, at(39))).isEmpty();
        assertThat(wishes.due(backedOff, at(40))).contains(FULL);
        reading(FULL, 40);
        assertThat(wishes.succeeded()).containsExactly("a", "joined", "b");
    }

    @Test
    void whoever_asks_again_and_again_does_not_shorten_the_pause_after_failures_in_a_row() {
        Schedule backedOff = new Schedule(at(180), at(300), null, 5);
        reading(QUICK, 0);
        wishes.failed();
        for (int second = 5; second < 180; second += 5) {
            assertThat(wishes.met(QUICK, "again" + second, at(second))).isFalse();
            assertThat(wishes.due(backedOff, at(second))).isEmpty();
        }

        assertThat(wishes.due(backedOff, at(180))).contains(QUICK);
        reading(QUICK, 180);
        assertThat(wishes.succeeded()).contains("again5", "again175");
    }

    @Test
    void while_the_token_is_refused_no_wish_is_granted_and_none_is_forgotten() {
        Schedule held = FAR.failed(T0, PACE, true, 0);
        wishes.met(FULL, "a", at(1));

        assertThat(wishes.due(held, at(59))).isEmpty();
        assertThat(wishes.due(held, at(60))).contains(FULL);
    }

    @Test
    void whoever_takes_over_does_not_pass_off_what_others_have_read() {
        read(QUICK, 0);
        wishes.forget();

        assertThat(wishes.met(QUICK, "a", at(1))).isFalse();
        assertThat(wishes.due(FAR, at(1))).contains(QUICK);
    }

    @Test
    void of_very_many_who_wait_in_vain_the_oldest_are_forgotten() {
        IntStream.range(0, 1_500).forEach(i -> wishes.needed(List.of("id" + i)));
        reading(QUICK, 0);

        assertThat(wishes.succeeded()).hasSize(1_000).endsWith("id1499").doesNotContain("id499");
    }

    @Test
    void of_very_many_who_wait_for_the_list_that_is_being_read_the_oldest_are_forgotten_too() {
        reading(QUICK, 0);
        IntStream.range(0, 1_500).forEach(i -> wishes.met(QUICK, "id" + i, at(1)));

        assertThat(wishes.succeeded()).hasSize(1_000).endsWith("id1499").doesNotContain("id499");
    }

    /**
     * Any order of wishes, readings and failures, played second by second; the seed is printed with a failure. Every wish is answered
     * within a minute once the cluster answers, a full one by a full sync only, and no kind of reading comes twice in 10 s but by the
     * schedule.
     */
    @Test
    void in_any_order_every_wish_is_answered_by_a_reading_of_its_kind() {
        long seed = System.nanoTime();
        Random dice = new Random(seed);
        for (int run = 0; run < 300; run++) {
            new Play(dice, "seed " + seed + " run " + run).play();
        }
    }

    private static final class Play {
        private static final int WISHES_UNTIL = 200;
        private static final int END = 400;
        private static final Schedule.Pace SHORT =
                new Schedule.Pace(PACE.quick(), PACE.full(), PACE.first(), Duration.ofSeconds(20), PACE.refused());

        private final Random dice;
        private final String story;
        private final OnDemand wishes = new OnDemand();
        private final TreeMap<String, Mode> open = new TreeMap<>();
        private final List<Instant> quickBegins = new ArrayList<>();
        private Schedule schedule = new Schedule(at(25), at(100_000), null, 0);
        private Mode running;
        private int began;
        private int ends;

        Play(Random dice, String story) {
            this.dice = dice;
            this.story = story;
        }

        void play() {
            for (int second = 0; second < END; second++) {
                if (second < WISHES_UNTIL && dice.nextInt(4) == 0) {
                    wish(second);
                }
                if (running != null && second >= ends) {
                    end(second);
                }
                if (running == null) {
                    begin(second);
                }
            }
            assertThat(open).as(story).isEmpty();
        }

        private void wish(int second) {
            String id = story + " at " + second;
            Mode mode = dice.nextInt(3) == 0 ? FULL : QUICK;
            if (mode == QUICK && dice.nextBoolean()) {
                wishes.needed(List.of(id));
                open.put(id, mode);
            } else if (!wishes.met(mode, id, at(second))) {
                open.put(id, mode);
            }
        }

        private void begin(int second) {
            Optional<Mode> due = wishes.due(schedule, at(second));
            if (due.isEmpty()) {
                return;
            }
            boolean wanted = schedule.due(at(second)).isEmpty();
            if (wanted && due.get() == QUICK && !quickBegins.isEmpty()) {
                assertThat(quickBegins.get(quickBegins.size() - 1))
                        .as(story)
                        .isBeforeOrEqualTo(at(second).minusSeconds(10));
            }
            quickBegins.add(at(second));
            running = due.get();
            began = second;
            ends = second + 1 + dice.nextInt(14);
            wishes.begun(running, at(second));
        }

        private void end(int second) {
            if (second < WISHES_UNTIL && dice.nextInt(4) == 0) {
                wishes.failed();
                schedule = schedule.failed(at(second), SHORT, false, dice.nextDouble());
            } else {
                schedule = schedule.succeeded(running, at(began), PACE, dice.nextDouble());
                for (String id : wishes.succeeded()) {
                    Mode mode = open.remove(id);
                    assertThat(mode).as(story).isNotNull();
                    assertThat(mode == QUICK || running == FULL).as(story).isTrue();
                }
            }
            running = null;
        }
    }
}
