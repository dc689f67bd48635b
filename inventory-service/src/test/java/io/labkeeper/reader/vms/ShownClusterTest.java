package io.labkeeper.reader.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Vms;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ShownClusterTest {
    private static final Instant T = Vms.SEEN;
    private static final ClusterInventory FIVE = Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/101"));

    private final ClusterView view = Views.of(FIVE);
    private final ShownCluster shown = ShownCluster.of(view, T, null);

    @Test
    void a_lease_that_is_renewed_leaves_everything_ready() {
        ClusterView renewed =
                Views.withHead(view, Views.at(FIVE, T.plusSeconds(5)).head());

        assertThat(renewed).isNotSameAs(view);
        assertThat(ShownCluster.of(renewed, T.plusSeconds(5), shown)).isSameAs(shown);
    }

    @Test
    void new_metrics_another_revision_and_growing_stale_do_not() {
        ClusterView measured =
                Views.withMetrics(view, Views.withMetrics(FIVE, 2, 77.7).metrics());
        ClusterView next = Views.of(Vms.cluster("lab-a", new Revision(1, 6), Vms.stopped("lab-a/101")));

        assertThat(ShownCluster.of(measured, T, shown)).isNotSameAs(shown);
        assertThat(ShownCluster.of(next, T, shown)).isNotSameAs(shown);
        assertThat(ShownCluster.of(view, T.plusSeconds(3_600), shown)).isNotSameAs(shown);
    }
}
