package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FairShareTest {
    private static final Duration STEP = Duration.ofMillis(600);
    private static final Duration MOST = Duration.ofMillis(900);

    private static FairShare of(String self, int clusters, Map<String, Integer> held) {
        return new FairShare(self, held, clusters);
    }

    @Test
    void a_worker_that_is_alone_takes_all_at_once() {
        FairShare alone = FairShare.alone("a", 6);

        assertThat(alone.share()).isEqualTo(6);
        assertThat(alone.patience(5, STEP, MOST)).isZero();
        assertThat(of("a", 6, Map.of("a", 6)).surplus()).isZero();
    }

    @Test
    void who_holds_its_share_waits_the_longer_the_more_it_holds() {
        FairShare third = of("a", 6, Map.of("a", 2, "b", 2, "c", 1));

        assertThat(third.share()).isEqualTo(2);
        assertThat(third.patience(1, STEP, MOST)).isZero();
        assertThat(third.patience(2, STEP, MOST)).isEqualTo(STEP);
        assertThat(third.patience(9, STEP, MOST)).isEqualTo(MOST);
    }

    @Test
    void what_is_above_the_share_is_given_back() {
        assertThat(of("a", 6, Map.of("a", 6, "b", 0, "c", 0)).surplus()).isEqualTo(4);
        assertThat(of("a", 6, Map.of("a", 3, "b", 2, "c", 1)).surplus()).isEqualTo(1);
        assertThat(of("b", 6, Map.of("a", 3, "b", 2, "c", 1)).surplus()).isZero();
    }

    @Test
    void one_more_than_others_is_fair() {
        assertThat(of("a", 5, Map.of("a", 2, "b", 2, "c", 1)).surplus()).isZero();
        assertThat(of("a", 3, Map.of("a", 1, "b", 1, "c", 1, "d", 0)).surplus()).isZero();
    }

    @Test
    void of_two_that_hold_most_one_gives_to_the_one_that_has_nothing() {
        Map<String, Integer> held = Map.of("a", 2, "b", 2, "c", 0);

        assertThat(of("a", 4, held).surplus()).isZero();
        assertThat(of("b", 4, held).surplus()).isEqualTo(1);
    }

    /** Rounds in which all give back by the same picture, and whoever holds least takes; printed seed, so that it can be repeated. */
    @Test
    void from_any_beginning_it_comes_to_rest_and_stays_there() {
        long seed = System.nanoTime();
        Random dice = new Random(seed);
        for (int run = 0; run < 500; run++) {
            Map<String, Integer> held = new TreeMap<>();
            int workers = 1 + dice.nextInt(7);
            int clusters = dice.nextInt(30);
            for (int i = 0; i < workers; i++) {
                held.put("w" + i, 0);
            }
            for (int i = 0; i < clusters; i++) {
                held.merge("w" + dice.nextInt(workers), 1, Integer::sum);
            }
            for (int round = 0; round < clusters + 2; round++) {
                round(held, clusters);
            }

            Map<String, Integer> rested = Map.copyOf(held);
            int moved = round(held, clusters);

            assertThat(moved).as("seed %d run %d: %s", seed, run, rested).isZero();
            int most = rested.values().stream().max(Comparator.naturalOrder()).orElse(0);
            int least = rested.values().stream().min(Comparator.naturalOrder()).orElse(0);
            assertThat(most - least).as("seed %d: %s", seed, rested).isLessThanOrEqualTo(1);
        }
    }

    private static int round(Map<String, Integer> held, int clusters) {
        Map<String, Integer> picture = Map.copyOf(held);
        int free = 0;
        for (String worker : picture.keySet()) {
            int surplus = of(worker, clusters, picture).surplus();
            held.merge(worker, -surplus, Integer::sum);
            free += surplus;
        }
        for (int i = 0; i < free; i++) {
            String taker = held.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            held.merge(taker, 1, Integer::sum);
        }
        return free;
    }
}
