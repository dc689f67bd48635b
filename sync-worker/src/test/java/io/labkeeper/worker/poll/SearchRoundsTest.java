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
    private final SearchRounds rounds = new SearchRounds(
            soon::add, vmids -> noted(guests, guestsAsked, vmids), vmids -> noted(network, networkAsked, vmids));

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
    void guests_that_cannot_be_asked_are_searched_for_in_the_network() {
        rounds.add(1);
        aMomentLater();
        guestsAsked.get(0).fail(new IllegalStateException("the token was refused"));
        aMomentLater();

        assertThat(network).containsExactly(List.of(1));
    }
}
