package io.labkeeper.reader.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private final InventoryView view = new InventoryView(new DatabaseClock());
    private final Inventory inventory = new Inventory(view);
    private final ClusterInventory cluster = Views.tended("lab-a", 1, Vms.running("lab-a/101"));

    @Test
    void what_a_removed_cluster_showed_is_not_held() {
        var held = Views.of(cluster);
        Views.put(view, held);
        List<Long> before = inventory.shown(view.moment());
        assertThat(inventory.shown(view.moment())).isEqualTo(before);

        Views.remove(view, "lab-a");
        Views.put(view, held);

        assertThat(inventory.shown(view.moment())).isNotEqualTo(before);
    }
}
