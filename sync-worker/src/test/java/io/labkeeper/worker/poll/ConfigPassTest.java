package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Vms;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfigPassTest {
    private static final int SIZE = 24;

    private final Map<Integer, VmRecord> vms = new TreeMap<>();
    private final Set<Integer> hints = new HashSet<>();
    private final List<List<Integer>> asked = new ArrayList<>();
    private final List<UniEmitter<? super Void>> running = new ArrayList<>();
    private boolean broken;
    private final ConfigPass pass = new ConfigPass(node -> callable(), this::ask, this::hints, 200);

    ConfigPassTest() {
        IntStream.range(0, SIZE).forEach(vmid -> vms.put(vmid, Vms.running("lab-a/" + vmid)));
    }

    private Uni<Void> ask(List<VmRecord> wanted) {
        asked.add(wanted.stream().map(record -> record.vm().vmid()).sorted().toList());
        return Uni.createFrom().emitter(running::add);
    }

    private boolean callable() {
        if (broken) {
            throw new IllegalStateException("a mistake of ours");
        }
        return true;
    }

    private Collection<Integer> hints() {
        Set<Integer> told = Set.copyOf(hints);
        hints.clear();
        return told;
    }

    private void run(Mode mode) {
        pass.run(mode, vms).subscribe().with(done -> {}, failure -> {});
    }

    @Test
    void while_a_pass_is_under_way_no_other_begins_and_nothing_that_was_due_is_forgotten() {
        hints.add(1);
        run(Mode.QUICK);
        hints.add(2);
        run(Mode.QUICK);
        run(Mode.FULL);

        assertThat(asked).containsExactly(List.of(1));

        running.get(0).complete(null);
        run(Mode.QUICK);
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).contains(2).hasSize(1 + SIZE / 12);
    }

    @Test
    void what_a_look_has_seen_first_is_read_after_the_next_list_which_shows_it_no_more() {
        pass.looked(Vms.stopped("lab-a/1"), Vms.running("lab-a/1"));
        pass.looked(Vms.running("lab-a/2"), Vms.running("lab-a/2"));
        run(Mode.QUICK);

        assertThat(asked).containsExactly(List.of(1));
    }

    @Test
    void what_was_not_read_to_the_end_is_taken_up_again() {
        hints.addAll(List.of(1, 2));
        run(Mode.QUICK);
        running.get(0).fail(new IllegalStateException("the token was refused"));
        run(Mode.QUICK);

        assertThat(asked).containsExactly(List.of(1, 2), List.of(1, 2));
    }

    @Test
    void a_pass_that_cannot_be_begun_makes_room_for_the_next() {
        hints.add(1);
        broken = true;
        run(Mode.QUICK);
        broken = false;
        run(Mode.QUICK);

        assertThat(asked).containsExactly(List.of(1));
    }

    @Test
    void a_pass_that_is_cut_off_makes_room_for_the_next() {
        hints.add(1);
        pass.run(Mode.QUICK, vms).subscribe().with(done -> {}, failure -> {}).cancel();
        run(Mode.QUICK);

        assertThat(asked).containsExactly(List.of(1), List.of(1));
    }
}
