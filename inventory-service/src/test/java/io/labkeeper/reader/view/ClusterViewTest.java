package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.testing.Vms;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private static final ClusterInventory FIVE = Vms.cluster(
            "lab-a", new Revision(1, 5), Vms.running("lab-a/102"), Vms.stopped("lab-a/101"), Vms.running("lab-a/103"));

    @Test
    void vms_come_in_order_of_their_numbers() {
        assertThat(Views.of(FIVE).entries())
                .extracting(entry -> entry.vm().vmid())
                .containsExactly(101, 102, 103);
    }

    @Test
    void a_change_of_some_rows_puts_those_found_in_and_takes_the_others_out() {
        ClusterView before = Views.of(FIVE);
        ClusterInventory rows =
                Vms.cluster("lab-a", new Revision(1, 6), Vms.running("lab-a/101"), Vms.running("lab-a/104"));

        ClusterView after = before.withRows(rows, List.of(101, 103, 104));

        assertThat(after.entries()).extracting(entry -> entry.vm().vmid()).containsExactly(101, 102, 104);
        assertThat(after.entry(101).vm().status()).isEqualTo(VmStatus.RUNNING);
        assertThat(after.revision()).isEqualTo(new Revision(1, 6));
        assertThat(before.entry(103)).as("the view before is as it was").isNotNull();
    }

    @Test
    void what_has_not_changed_is_shared() {
        ClusterView before = Views.of(FIVE);

        ClusterView after = ClusterView.of(FIVE, before);

        assertThat(after.entry(102)).isSameAs(before.entry(102));
    }

    @Test
    void metrics_never_go_back() {
        ClusterView at7 = Views.of(Views.withMetrics(FIVE, 7, 70));
        ClusterInventory at6 =
                Views.withMetrics(Vms.cluster("lab-a", new Revision(1, 6), Vms.running("lab-a/101")), 6, 60);

        assertThat(at7.withMetrics(at6.metrics()).metrics().seq()).isEqualTo(7);
        assertThat(at7.withRows(at6, List.of(101)).metrics().seq()).isEqualTo(7);
        assertThat(ClusterView.of(at6, at7).metrics().seq()).isEqualTo(7);
        assertThat(at7.withMetrics(Views.withMetrics(FIVE, 8, 80).metrics())
                        .metrics()
                        .of(101)
                        .cpuUsage())
                .isEqualTo(80.0);
    }

    @Test
    void a_renewed_lease_shows_the_same_new_metrics_the_same_rows_and_another_revision_neither() {
        ClusterView view = Views.of(FIVE);
        ClusterView renewed =
                view.withHead(Views.at(FIVE, Vms.SEEN.plusSeconds(5)).head());
        ClusterView measured = view.withMetrics(Views.withMetrics(FIVE, 2, 77.7).metrics());
        ClusterView next =
                view.withRows(Vms.cluster("lab-a", new Revision(1, 6), Vms.stopped("lab-a/102")), List.of(102));

        assertThat(renewed).isNotSameAs(view);
        assertThat(renewed.showsSame(view)).isTrue();
        assertThat(measured.sameRows(view)).isTrue();
        assertThat(measured.showsSame(view)).isFalse();
        assertThat(next.sameRows(view)).isFalse();
        assertThat(next.showsSame(view)).isFalse();
    }

    @Test
    void after_a_fail_over_that_lost_some_the_lower_numbers_count() {
        ClusterView lost = Views.of(Views.withMetrics(FIVE, 7, 70));
        ClusterInventory kept =
                Views.withMetrics(Vms.cluster("lab-a", new Revision(2, 4), Vms.running("lab-a/101")), 6, 60);

        assertThat(ClusterView.of(kept, lost).metrics().seq()).isEqualTo(6);
    }

    @Test
    void a_head_of_another_revision_or_an_older_one_is_ignored() {
        ClusterView view = Views.of(Views.withMetrics(FIVE, 7, 70));

        assertThat(view.withHead(Vms.cluster("lab-a", new Revision(1, 6)).head()))
                .isSameAs(view);
        assertThat(view.withHead(Views.withMetrics(FIVE, 6, 60).head())).isSameAs(view);
    }

    @Test
    void a_newer_head_changes_how_the_reading_goes_and_no_row() {
        ClusterView view = Views.of(FIVE);
        var later = Views.at(Views.withMetrics(FIVE, 2, 10), Vms.SEEN.plusSeconds(30))
                .head();

        ClusterView after = view.withHead(later);

        assertThat(after.head()).isEqualTo(later);
        assertThat(after.entry(101)).isSameAs(view.entry(101));
        assertThat(after.withHead(view.head())).isSameAs(after);
    }
}
