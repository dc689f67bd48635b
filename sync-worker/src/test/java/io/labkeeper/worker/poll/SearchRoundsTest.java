package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class SearchRoundsTest {
    private final Queue<Runnable> soon = new ArrayDeque<>();
    private final List<List<Integer>> guests = new ArrayList<>();
    private final List<List<Integer>> network = new ArrayList<>();
    private final List<UniEmitter<? super Void>> guestsAsked = new ArrayList<>();
    private final List<UniEmitter<? super Void>> networkAsked = new ArrayList<>();
    private final List<Integer> noTimeFor = new ArrayList<>();
    private final Searches searches = new Searches(100);
    private final SearchRounds rounds = new SearchRounds(
            soon::add,
            searches,
            (vmids, leftOut) -> noted(guests, guestsAsked, vmids)
                    .onTermination()
                    .invoke(() -> vmids.stream().filter(noTimeFor::contains).forEach(leftOut::add)),
            vmids -> noted(network, networkAsked, vmids));

    private static Uni<Void> noted(
            List<List<Integer>> rounds, List<UniEmitter<? super Void>> open, List<Integer> vmids) {
        rounds.add(vmids);
        return Uni.createFrom().emitter(open::add);
    }

    private void aMomentLater() {
        List<Runnable> due = List.copyOf(soon);
        soon.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void who_is_started_while_the_network_is_searched_is_asked_all_the_same() {
        rounds.add(1);
        aMomentLater();
        guestsAsked.get(0).complete(null);
        aMomentLater();
        assertThat(network).containsExactly(List.of(1));

        rounds.add(2);
        aMomentLater();

        assertThat(guests).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void the_network_is_searched_once_at_a_time_for_all_who_came_meanwhile() {
        rounds.add(1);
        aMomentLater();
        guestsAsked.get(0).complete(null);
        aMomentLater();
        for (int vmid = 2; vmid <= 3; vmid++) {
            rounds.add(vmid);
            aMomentLater();
            guestsAsked.get(vmid - 1).complete(null);
            aMomentLater();
        }
        assertThat(network).containsExactly(List.of(1));

        networkAsked.get(0).complete(null);
        aMomentLater();

        assertThat(network).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void who_never_had_a_turn_comes_before_those_whose_next_attempt_is_due_again() {
        begin(1, 2, 3, 4);
        noTimeFor.addAll(List.of(3, 4));
        aMomentLater();
        List.of(1, 2, 3, 4).forEach(rounds::add);
        guestsAsked.get(0).complete(null);
        noTimeFor.clear();
        aMomentLater();

        assertThat(guests).containsExactly(List.of(1, 2, 3, 4), List.of(3, 4, 1, 2));
    }

    @Test
    void who_is_left_out_is_in_the_next_round_and_not_looked_for_in_the_network_before() {
        begin(1, 2);
        noTimeFor.add(2);
        aMomentLater();
        guestsAsked.get(0).complete(null);
        noTimeFor.clear();
        aMomentLater();
        assertThat(network).containsExactly(List.of(1));

        guestsAsked.get(1).complete(null);
        networkAsked.get(0).complete(null);
        aMomentLater();

        assertThat(guests).containsExactly(List.of(1, 2), List.of(2));
        assertThat(network).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void who_is_left_out_and_searched_for_no_more_is_not_in_the_next_round() {
        rounds.add(1);
        long search = searches.begin(1).orElseThrow();
        noTimeFor.add(1);
        aMomentLater();
        searches.end(1, search);
        guestsAsked.get(0).complete(null);
        aMomentLater();

        assertThat(guests).containsExactly(List.of(1));
        assertThat(network).isEmpty();
    }

    private void begin(int... vmids) {
        for (int vmid : vmids) {
            searches.begin(vmid);
            rounds.add(vmid);
        }
    }

    @Test
    void guests_that_cannot_be_asked_are_searched_for_in_the_network() {
        rounds.add(1);
        aMomentLater();
        guestsAsked.get(0).fail(new IllegalStateException("the token was refused"));
        aMomentLater();

        assertThat(network).containsExactly(List.of(1));
    }
}
