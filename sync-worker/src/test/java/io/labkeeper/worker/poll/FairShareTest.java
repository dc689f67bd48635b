package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairShareTest {
    private static final Duration STEP = Duration.ofMillis(600);
    private static final Duration MOST = Duration.ofMillis(900);

    private static FairShare of(String self, int clusters, Map<String, Integer> held) {
        Set<String> all = names(clusters);
        Iterator<String> next = all.iterator();
        Map<String, FairShare.Member> living = new TreeMap<>();
        new TreeMap<>(held).forEach((id, count) -> living.put(id, new FairShare.Member(all, take(next, count))));
        return new FairShare(self, living);
    }

    private static Set<String> names(int count) {
        return IntStream.range(0, count).mapToObj("lab-%03d"::formatted).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> take(Iterator<String> next, int count) {
        return IntStream.range(0, count).mapToObj(i -> next.next()).collect(Collectors.toSet());
    }

    @Test
    void a_worker_that_is_alone_takes_all_at_once() {
        FairShare alone = FairShare.alone("a", names(6));

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

    @Test
    void a_cluster_is_given_back_only_for_somebody_who_knows_it() {
        FairShare picture = new FairShare(
                "old",
                Map.of(
                        "old", new FairShare.Member(Set.of("a", "b", "c", "d"), Set.of("a", "b", "c", "d")),
                        "new", new FairShare.Member(Set.of("d", "e"), Set.of())));

        assertThat(picture.handOvers()).containsExactly("d");
    }

    @Test
    void in_place_of_one_that_is_better_kept_another_is_given_back() {
        Set<String> all = Set.of("a", "b", "c");
        FairShare picture = new FairShare(
                "old", Map.of("old", new FairShare.Member(all, all), "new", new FairShare.Member(all, Set.of())));

        assertThat(picture.handOvers()).containsExactly("a");
        assertThat(picture.handOvers(Set.of("a"))).containsExactly("b");
        assertThat(picture.handOvers(all)).isEmpty();
    }

    @Test
    void what_nobody_else_knows_is_kept_however_much_it_is() {
        FairShare picture = new FairShare(
                "old",
                Map.of(
                        "old", new FairShare.Member(Set.of("a", "b", "c"), Set.of("a", "b", "c")),
                        "new", new FairShare.Member(Set.of("e"), Set.of())));

        assertThat(picture.handOvers()).isEmpty();
        assertThat(picture.share()).isEqualTo(3);
    }

    @Test
    void a_worker_that_does_not_tell_what_it_knows_may_know_all() {
        FairShare picture = new FairShare(
                "new",
                Map.of(
                        "new", new FairShare.Member(Set.of("a", "b"), Set.of("a", "b")),
                        "earlier-release", new FairShare.Member(null, Set.of())));

        assertThat(picture.handOvers()).hasSize(1);
    }

    /** As below, with workers that know some of the clusters only. */
    @Test
    void workers_that_know_different_clusters_come_to_rest_too_and_none_is_given_back_in_vain() {
        long seed = System.nanoTime();
        Random dice = new Random(seed);
        for (int run = 0; run < 300; run++) {
            Rollout rollout = new Rollout(dice, "seed " + seed + " run " + run);
            for (int round = 0; round < rollout.clusters.size() + 2; round++) {
                rollout.round();
            }
            assertThat(rollout.round()).as(rollout.story).isZero();
            rollout.nobodyCouldTakeMore();
        }
    }

    private static final class Rollout {
        private final Set<String> clusters;
        private final String story;
        private final Map<String, FairShare.Member> living = new TreeMap<>();

        Rollout(Random dice, String story) {
            this.clusters = names(dice.nextInt(15));
            this.story = story;
            int workers = 1 + dice.nextInt(5);
            for (int i = 0; i < workers; i++) {
                Set<String> knows =
                        clusters.stream().filter(c -> dice.nextInt(3) > 0).collect(Collectors.toSet());
                living.put("w" + i, new FairShare.Member(knows, new TreeSet<>()));
            }
            clusters.forEach(cluster -> takers(cluster).stream()
                    .skip(
                            takers(cluster).isEmpty()
                                    ? 0
                                    : dice.nextInt(takers(cluster).size()))
                    .findFirst()
                    .ifPresent(id -> living.get(id).holds().add(cluster)));
        }

        private List<String> takers(String cluster) {
            return living.keySet().stream()
                    .filter(id -> living.get(id).couldTake(cluster))
                    .toList();
        }

        /** All give back by the same picture, and of those who know it whoever holds least takes. @return what was moved */
        int round() {
            Set<String> free = new TreeSet<>();
            living.forEach((id, member) -> free.addAll(new FairShare(id, living).handOvers()));
            living.values().forEach(member -> member.holds().removeAll(free));
            for (String cluster : free) {
                String taker = takers(cluster).stream()
                        .min(Comparator.comparingInt(
                                id -> living.get(id).holds().size()))
                        .orElseThrow();
                living.get(taker).holds().add(cluster);
            }
            return free.size();
        }

        void nobodyCouldTakeMore() {
            living.forEach((id, member) -> member.holds().forEach(cluster -> takers(cluster)
                    .forEach(other -> assertThat(member.holds().size()
                                    - living.get(other).holds().size())
                            .as(story)
                            .isLessThan(2))));
        }
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
