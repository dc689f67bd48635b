package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.draft.VmDraft;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InTurnTest {
    private final Set<String> away = new HashSet<>();
    private final List<Integer> asked = new ArrayList<>();
    private final List<Integer> leftOut = new ArrayList<>();
    private final List<UniEmitter<? super Integer>> open = new ArrayList<>();
    private final InTurn inTurn = new InTurn(
            2, node -> !away.contains(node), record -> leftOut.add(record.vm().vmid()));

    private static List<VmRecord> on(String node, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(vmid ->
                        VmDraft.of(Vms.running("lab-a/" + vmid)).node(node).build())
                .toList();
    }

    private List<Integer> ask(List<VmRecord> wanted) {
        List<Integer> answers = new ArrayList<>();
        inTurn.<Integer>ask(wanted, record -> {
                    asked.add(record.vm().vmid());
                    return Uni.createFrom().emitter(open::add);
                })
                .subscribe()
                .with(answers::add);
        return answers;
    }

    @Test
    void a_few_are_asked_at_a_time() {
        List<Integer> answers = ask(on("pve1", 1, 5));
        assertThat(asked).containsExactly(1, 2);

        open.get(1).complete(20);

        assertThat(asked).containsExactly(1, 2, 3);
        assertThat(answers).containsExactly(20);
    }

    @Test
    void once_a_node_is_found_away_no_guest_of_it_is_asked_and_those_of_others_are() {
        List<VmRecord> wanted = new ArrayList<>(on("pve1", 1, 101));
        wanted.addAll(on("pve2", 201, 203));
        List<Integer> answers = ask(wanted);

        away.add("pve1");
        open.get(0).complete(10);
        open.get(1).complete(20);

        assertThat(asked).containsExactly(1, 2, 201, 202);
        assertThat(leftOut).hasSize(98).contains(3, 100);
        open.get(2).complete(30);
        assertThat(answers).containsExactly(10, 20, 30);
    }
}
