package io.labkeeper.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.store.StoreException;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.draft.VmDraft;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values that Postgres refuses cost the VM that has them its news, and no other VM. */
@QuarkusTest
@QuarkusTestResource(io.labkeeper.testing.Stores.class)
@QuarkusTestResource(Lab.class)
class UnstorableIT {
    private static final String CLUSTER = "lab-odd";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    Stores stores;

    private Reconciler reconciler;

    @BeforeEach
    void forty_vms_are_known() {
        VmRecord[] known = IntStream.range(101, 141)
                .mapToObj(vmid -> Vms.running(CLUSTER + "/" + vmid))
                .toArray(VmRecord[]::new);
        Vms.store(Vms.cluster(CLUSTER, new Revision(1, 1), known));
        reconciler = new Reconciler(CLUSTER, stores);
        reconciler.take(1).await().atMost(LIMIT);
    }

    @Test
    void a_vm_that_cannot_be_stored_stays_as_it_was_and_all_others_are_written() {
        ClusterInventory after = changed(Set.of(107, 133));

        for (int vmid = 101; vmid < 140; vmid++) {
            String name = vmid == 107 || vmid == 133 ? "vm-" + vmid : "new-" + vmid;
            assertThat(Inventory.postgres(CLUSTER, vmid).vm().name()).isEqualTo(name);
            assertThat(after.vms().get(vmid).vm().name()).isEqualTo(name);
        }
        assertThat(Inventory.postgres(CLUSTER, 140)).isNull();
        assertThat(after.head().revision().number()).isEqualTo(Inventory.number("revision", CLUSTER));
    }

    @Test
    void where_many_cannot_be_stored_the_change_fails() {
        Set<Integer> many = Set.copyOf(IntStream.range(101, 131).boxed().toList());

        assertThatThrownBy(() -> changed(many)).isInstanceOf(StoreException.class);
    }

    private ClusterInventory changed(Set<Integer> odd) {
        return reconciler
                .change(state -> new ChangeSet(
                        IntStream.range(101, 140)
                                .mapToObj(vmid ->
                                        renamed(state.vms().get(vmid), (odd.contains(vmid) ? "\0" : "new-") + vmid))
                                .toList(),
                        Set.of(140)))
                .await()
                .atMost(LIMIT);
    }

    private static VmRecord renamed(VmRecord record, String name) {
        return VmDraft.of(record).name(name).build();
    }
}
