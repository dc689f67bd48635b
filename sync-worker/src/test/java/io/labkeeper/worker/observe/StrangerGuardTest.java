package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.ClusterResources;
import io.labkeeper.proxmox.GuestRow;
import io.labkeeper.proxmox.NodeRow;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.Rows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** the list of one cluster instead of another's. */
class StrangerGuardTest {
    private static final Set<String> NODES = Set.of("pve1", "pve2", "pve3");
    private static final IntFunction<String> OURS = vmid -> "vm-" + vmid;
    private static final IntFunction<String> THEIRS = vmid -> "other-" + vmid;

    private static Map<Integer, VmRecord> known(int count) {
        Map<Integer, VmRecord> vms = new TreeMap<>();
        IntStream.range(100, 100 + count).forEach(vmid -> vms.put(vmid, Vms.running("lab-a/" + vmid)));
        return vms;
    }

    private static Snapshot list(Set<String> nodes, Stream<GuestRow> guests) {
        List<NodeRow> rows =
                nodes.stream().map(node -> new NodeRow(node, "online")).toList();
        return Snapshot.of(Vms.SEEN, new ClusterResources(guests.toList(), rows), Set.of());
    }

    private static Stream<GuestRow> guests(int from, int count, IntFunction<String> name) {
        return IntStream.range(from, from + count).mapToObj(vmid -> Rows.running(vmid, name.apply(vmid), 60));
    }

    private static boolean refused(Set<String> nodes, Map<Integer, VmRecord> known, Snapshot list) {
        return StrangerGuard.CALM.judge(nodes, known, list).refused();
    }

    @Test
    void x_04_a_list_without_one_node_in_common_is_another_clusters_even_if_its_guests_are_called_alike() {
        Snapshot other = list(Set.of("node-a", "node-b"), guests(100, 3, OURS));

        assertThat(refused(NODES, known(3), other)).isTrue();
    }

    @Test
    void x_04_a_list_whose_nodes_are_called_alike_is_another_clusters_if_its_guests_are_not_ours() {
        assertThat(refused(NODES, known(10), list(NODES, guests(100, 10, THEIRS))))
                .isTrue();
        assertThat(refused(NODES, known(10), list(NODES, guests(500, 10, THEIRS))))
                .isTrue();
        assertThat(refused(NODES, known(10), list(NODES, guests(103, 200, THEIRS))))
                .isTrue();
    }

    @Test
    void x_04_three_such_answers_in_a_row_are_believed_and_one_of_ours_between_them_begins_anew() {
        Snapshot other = list(NODES, guests(100, 10, THEIRS));
        Snapshot ours = list(NODES, guests(100, 10, OURS));

        StrangerGuard.Verdict first = StrangerGuard.CALM.judge(NODES, known(10), other);
        StrangerGuard.Verdict second = first.next().judge(NODES, known(10), other);

        assertThat(first.refused()).isTrue();
        assertThat(second.refused()).isTrue();
        assertThat(second.next().judge(NODES, known(10), other).refused()).isFalse();
        assertThat(second.next().judge(NODES, known(10), ours))
                .isEqualTo(first.next().judge(NODES, known(10), ours));
        assertThat(second.next().judge(NODES, known(10), ours).next()).isEqualTo(StrangerGuard.CALM);
    }

    @Test
    void nodes_that_are_renamed_or_replaced_one_by_one_are_believed() {
        assertThat(refused(NODES, known(3), list(Set.of("pve1", "new2", "new3"), guests(100, 3, OURS))))
                .isFalse();
        assertThat(refused(Set.of("pve1", "new2"), known(3), list(Set.of("new1", "new2"), guests(100, 3, OURS))))
                .isFalse();
    }

    @Test
    void a_cluster_seen_for_the_first_time_is_believed() {
        assertThat(refused(Set.of(), Map.of(), list(NODES, guests(100, 10, OURS))))
                .isFalse();
    }

    @Test
    void renamed_added_removed_and_hidden_guests_make_no_stranger() {
        Stream<GuestRow> halfRenamed = Stream.concat(guests(100, 5, OURS), guests(105, 5, THEIRS));
        Stream<GuestRow> manyNew = Stream.concat(guests(100, 10, OURS), guests(500, 300, THEIRS));

        assertThat(refused(NODES, known(10), list(NODES, halfRenamed))).isFalse();
        assertThat(refused(NODES, known(10), list(NODES, manyNew))).isFalse();
        assertThat(refused(NODES, known(10), list(NODES, guests(100, 1, OURS)))).isFalse();
        assertThat(refused(NODES, known(10), list(NODES, Stream.empty()))).isFalse();
        assertThat(refused(NODES, known(4), list(NODES, guests(100, 4, THEIRS))))
                .as("so few may all be renamed at once")
                .isFalse();
    }

    @Test
    void a_class_that_was_torn_down_and_cloned_anew_under_other_numbers_is_believed_while_its_template_is_there() {
        Stream<GuestRow> cloned = Stream.concat(guests(100, 1, OURS), guests(500, 30, THEIRS));

        assertThat(refused(NODES, known(31), list(NODES, cloned))).isFalse();
    }

    @Test
    void an_empty_name_is_no_other_name() {
        assertThat(refused(NODES, known(10), list(NODES, guests(100, 10, vmid -> ""))))
                .isFalse();
    }

    @Test
    void guests_whose_names_are_not_told_are_ours() {
        Stream<GuestRow> bare = IntStream.range(100, 110).mapToObj(vmid -> Rows.bare(vmid, "pve1"));

        assertThat(refused(NODES, known(10), list(NODES, bare))).isFalse();
    }
}
