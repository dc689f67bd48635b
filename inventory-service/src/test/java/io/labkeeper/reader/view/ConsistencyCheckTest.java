package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.ConsistencyCheck.Outcome;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsistencyCheckTest {
    private static final VmRecord[] HELD = {Vms.running("lab-a/101"), Vms.running("lab-a/102"), Vms.running("lab-a/103")
    };

    private final InventoryView view = new InventoryView(new DatabaseClock());
    private final CountedLoads stores = new CountedLoads();
    private final ConsistencyCheck check = new ConsistencyCheck(view, stores, null, null);

    @Test
    void what_differs_at_one_revision_is_taken_from_postgres_and_counted() {
        Views.put(view, revision(5, HELD));
        VmEntry same = view.cluster("lab-a").entry(101);
        stores.postgres = revision(5, Vms.running("lab-a/101"), Vms.stopped("lab-a/102"), Vms.running("lab-a/104"));

        assertThat(checked()).isEqualTo(Outcome.DIFFERENT);

        ClusterView mended = view.cluster("lab-a");
        assertThat(mended.entries()).extracting(entry -> entry.vm().vmid()).containsExactly(101, 102, 104);
        assertThat(mended.entry(102).vm().status()).isEqualTo(VmStatus.STOPPED);
        assertThat(mended.entry(101)).isSameAs(same);
        assertThat(check.count(Outcome.DIFFERENT)).isEqualTo(1);
        assertThat(checked()).isEqualTo(Outcome.SAME);
    }

    @Test
    void the_revision_of_a_row_that_was_written_without_being_changed_does_not_count() {
        Views.put(view, revision(5, HELD));
        ClusterView held = view.cluster("lab-a");
        ClusterInventory stored = revision(4, HELD);
        stores.postgres = new ClusterInventory(revision(5, HELD).head(), stored.vms(), stored.metrics());

        assertThat(checked()).isEqualTo(Outcome.SAME);
        assertThat(view.cluster("lab-a")).isSameAs(held);
    }

    @Test
    void at_another_revision_nothing_is_compared_and_nothing_goes_back() {
        Views.put(view, revision(5, HELD));
        stores.postgres = revision(4, Vms.stopped("lab-a/101"));
        assertThat(checked()).isEqualTo(Outcome.PASSED_OVER);

        stores.postgres = null;
        assertThat(checked()).isEqualTo(Outcome.PASSED_OVER);
        assertThat(view.cluster("lab-a").entry(101).vm().status()).isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void what_the_view_has_taken_meanwhile_stays() {
        Views.put(view, revision(5, HELD));
        stores.slow = true;
        stores.postgres = revision(5, Vms.stopped("lab-a/101"));
        var result = check.checkNext().subscribeAsCompletionStage();
        Views.put(view, revision(6, HELD));

        stores.answer();

        assertThat(result).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Outcome.PASSED_OVER);
        assertThat(view.cluster("lab-a").entries()).hasSize(3);
    }

    @Test
    void each_cluster_has_its_turn_and_without_any_nothing_is_asked() {
        assertThat(checked()).isNull();
        for (String id : new String[] {"lab-b", "lab-a"}) {
            Views.put(view, Vms.cluster(id, new Revision(1, 1), Vms.running(id + "/101")));
        }

        for (String id : new String[] {"lab-a", "lab-b", "lab-a"}) {
            stores.postgres = Vms.cluster(id, new Revision(1, 1), Vms.running(id + "/101"));
            assertThat(checked()).as(id).isEqualTo(Outcome.SAME);
        }
    }

    private Outcome checked() {
        Uni<Outcome> next = check.checkNext();
        return next.await().atMost(Duration.ofSeconds(30));
    }

    private static ClusterInventory revision(long revision, VmRecord... vms) {
        return Vms.cluster("lab-a", new Revision(1, revision), vms);
    }
}
