package io.labkeeper.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.Revision;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.draft.VmDraft;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody has changed Postgres behind the holder's back, as a repair by hand or a restored copy does. */
@QuarkusTest
@QuarkusTestResource(io.labkeeper.testing.Stores.class)
@QuarkusTestResource(Lab.class)
class OutdatedIT {
    private static final String CLUSTER = "lab-behind";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    Stores stores;

    private Reconciler reconciler;

    @BeforeEach
    void a_vm_is_known() {
        Vms.store(Vms.cluster(CLUSTER, new Revision(1, 1), Vms.running(CLUSTER + "/101")));
        reconciler = new Reconciler(CLUSTER, stores);
        reconciler.take(1).await().atMost(LIMIT);
    }

    @Test
    void the_first_change_after_that_is_made_from_what_is_there_now() {
        io.labkeeper.testing.Stores.sql(
                "UPDATE cluster_sync SET revision = revision + 5 WHERE cluster_id = '" + CLUSTER + "'");

        reconciler
                .change(state -> ChangeSet.of(
                        List.of(VmDraft.of(state.vms().get(101)).name("renamed").build())))
                .await()
                .atMost(LIMIT);

        assertThat(Inventory.postgres(CLUSTER, 101).vm().name()).isEqualTo("renamed");
        assertThat(reconciler.state().head().revision().number()).isEqualTo(Inventory.number("revision", CLUSTER));
        assertThat(Inventory.number("revision", CLUSTER)).isEqualTo(7);
    }
}
