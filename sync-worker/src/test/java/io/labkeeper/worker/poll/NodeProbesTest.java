package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.draft.VmDraft;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeProbesTest {
    private static final List<VmRecord> VMS =
            List.of(Vms.running("lab-a/103"), Vms.running("lab-a/101"), Vms.stopped("lab-a/102"), on("pve2", 201));

    private final List<Integer> asked = new ArrayList<>();
    private final List<UniEmitter<? super Void>> open = new ArrayList<>();
    private final NodeProbes probes = new NodeProbes(record -> Uni.createFrom().emitter(emitter -> {
        asked.add(record.vm().vmid());
        open.add(emitter);
    }));

    @Test
    void another_guest_of_the_node_is_asked_each_time() {
        for (int i = 0; i < 3; i++) {
            probe(Set.of("pve1"));
            open.get(i).complete(null);
        }

        assertThat(asked).containsExactlyInAnyOrder(101, 102, 103);
    }

    @Test
    void no_probe_is_begun_while_the_last_one_of_that_node_runs() {
        probe(Set.of("pve1"));
        probe(Set.of("pve1", "pve2"));
        assertThat(asked).hasSize(2).contains(201);

        open.get(0).fail(new IllegalStateException("late"));
        probe(Set.of("pve1", "pve2"));
        assertThat(asked).hasSize(3).containsOnlyOnce(201);
    }

    @Test
    void a_probe_that_is_given_up_does_not_keep_the_next_one_waiting() {
        probe(Set.of("pve1")).cancel();

        probe(Set.of("pve1"));

        assertThat(asked).hasSize(2);
    }

    @Test
    void a_node_without_guests_is_not_probed() {
        probe(Set.of("pve3"));

        assertThat(asked).isEmpty();
    }

    private Cancellable probe(Set<String> nodes) {
        return probes.of(nodes, VMS).subscribe().with(done -> {}, failure -> {});
    }

    private static VmRecord on(String node, int vmid) {
        return VmDraft.of(Vms.running("lab-a/" + vmid)).node(node).build();
    }
}
