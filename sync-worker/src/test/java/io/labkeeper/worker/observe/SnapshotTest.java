package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.proxmox.ClusterResources;
import io.labkeeper.proxmox.NodeRow;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.Rows;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final List<NodeRow> NODES = List.of(new NodeRow("pve1", "online"), new NodeRow("pve2", "offline"));

    @Test
    void a_vmid_shown_twice_as_in_lists_put_together_during_a_migration_makes_the_whole_answer_doubtful() {
        ClusterResources twice = new ClusterResources(
                List.of(Rows.row(100, "web", "pve1", "running", 5), Rows.row(100, "web", "pve2", "running", 5)), NODES);

        assertThatThrownBy(() -> Snapshot.of(Vms.SEEN, twice, Set.of()))
                .isInstanceOf(ProxmoxException.Malformed.class)
                .hasMessageContaining("100");
    }

    @Test
    void a_list_without_nodes_proves_nothing_to_be_gone() {
        Snapshot list = Snapshot.of(Vms.SEEN, new ClusterResources(List.of(), List.of()), Set.of());

        assertThat(list.complete()).isFalse();
        assertThat(list.missing(Set.of(100, 101))).containsExactly(100, 101);
    }

    @Test
    void a_node_is_offline_when_it_is_listed_so_and_not_when_it_is_not_known() {
        Snapshot list = Snapshot.of(Vms.SEEN, new ClusterResources(List.of(), NODES), Set.of());

        assertThat(list.offline("pve2")).isTrue();
        assertThat(list.offline("pve1")).isFalse();
        assertThat(list.offline("pve9")).isFalse();
    }
}
