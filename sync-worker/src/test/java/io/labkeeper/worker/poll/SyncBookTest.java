package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.SyncStatus.Node;
import io.labkeeper.testing.Vms;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncBookTest {
    private static final Instant T0 = Vms.SEEN;
    private static final Schedule.Pace PACE = new Schedule.Pace(
            Duration.ofSeconds(30),
            Duration.ofSeconds(300),
            Duration.ofSeconds(10),
            Duration.ofSeconds(180),
            Duration.ofSeconds(60));

    @Test
    void a_node_says_since_when_it_is_as_it_is() {
        SyncStatus first = listed(SyncStatus.NEVER, T0, "offline");
        SyncStatus second = listed(first, T0.plusSeconds(30), "offline");
        SyncStatus third = listed(second, T0.plusSeconds(60), "online");

        assertThat(first.nodes()).containsExactly(new Node("pve1", "offline", T0));
        assertThat(second.nodes()).isEqualTo(first.nodes());
        assertThat(third.nodes()).containsExactly(new Node("pve1", "online", T0.plusSeconds(60)));
    }

    @Test
    void a_node_described_by_an_older_version_gets_its_time_with_the_next_list() {
        String old = "{\"nodes\":[{\"node\":\"pve1\",\"status\":\"online\"}]}";

        SyncStatus read = InventoryJson.read(old, SyncStatus.class);

        assertThat(read.nodes()).containsExactly(new Node("pve1", "online"));
        assertThat(InventoryJson.write(read.nodes().get(0))).doesNotContain("since");
        assertThat(SyncBook.listed(
                                Vms.healthy(T0),
                                T0.plusSeconds(30),
                                Schedule.takeOver(SyncStatus.NEVER, T0, PACE),
                                SyncStatus.Cost.NONE,
                                Map.of("pve1", "online"),
                                null)
                        .nodes())
                .containsExactly(new Node("pve1", "online", T0.plusSeconds(30)));
    }

    @Test
    void a_list_without_nodes_leaves_those_before() {
        SyncStatus first = listed(SyncStatus.NEVER, T0, "online");

        SyncStatus second = SyncBook.listed(
                first,
                T0.plusSeconds(30),
                Schedule.takeOver(SyncStatus.NEVER, T0, PACE),
                SyncStatus.Cost.NONE,
                Map.of(),
                null);

        assertThat(second.nodes()).isEqualTo(first.nodes());
    }

    private static SyncStatus listed(SyncStatus before, Instant began, String status) {
        return SyncBook.listed(
                before,
                began,
                Schedule.takeOver(SyncStatus.NEVER, began, PACE),
                SyncStatus.Cost.NONE,
                Map.of("pve1", status),
                null);
    }
}
