package io.labkeeper.worker;

import static io.labkeeper.worker.Inventory.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When an action has ended, the VM itself is asked, while the list still shows what was before. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class ActionsIT {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Control lab = Lab.of("lab-a");
    private int vmid;

    @BeforeEach
    void a_vm_that_is_known_and_lists_that_lag() {
        Inventory.readWhole("lab-a");
        vmid = lab.guests().create(GuestKind.QEMU, "pve1", "acted-on");
        seen("lab-a", vmid, record -> assertThat(record.internal().birth()).isNotNull());
        lab.setTiming(Timing.LAG, Duration.ofSeconds(30));
    }

    @AfterEach
    void lists_are_true_again() {
        lab.setTiming(Timing.LAG, Duration.ZERO);
        lab.guests().delete(vmid);
    }

    @Test
    void its_outcome_is_confirmed_by_the_vm_itself() {
        lab.guests().start(vmid);
        String id = ended("start");

        VmRecord record = seen("lab-a", vmid, now -> assertThat(now.internal().confirmedAction())
                .isEqualTo(id));

        assertThat(record.vm().status()).isEqualTo(VmStatus.RUNNING);
        assertThat(Stores.value(
                        "SELECT confirmed_action FROM vm_inventory WHERE cluster_id = 'lab-a' AND vmid = " + vmid))
                .isEqualTo(id);
        long seq = Inventory.number("metrics_seq", "lab-a");
        org.awaitility.Awaitility.await()
                .atMost(Inventory.SOON)
                .until(() -> Inventory.number("metrics_seq", "lab-a") >= seq + 3);
        assertThat(Inventory.postgres("lab-a", vmid).vm().status())
                .as("after three lists that show it stopped")
                .isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void an_action_that_changed_nothing_is_confirmed_as_well() {
        String id = ended("stop");

        seen("lab-a", vmid, now -> {
            assertThat(now.internal().confirmedAction()).isEqualTo(id);
            assertThat(now.vm().status()).isEqualTo(VmStatus.STOPPED);
        });
    }

    @Test
    void a_vm_that_starts_and_dies_at_once_ends_as_stopped() {
        lab.guests().start(vmid);
        String id = ended("start");
        seen("lab-a", vmid, now -> assertThat(now.internal().confirmedAction()).isEqualTo(id));
        lab.guests().state(vmid, "stopped");

        seen("lab-a", vmid, now -> assertThat(now.vm().status()).isEqualTo(VmStatus.STOPPED));
    }

    @Test
    void a_started_vm_gets_its_address_though_no_list_shows_it_running() {
        lab.guests().start(vmid);
        ended("start");

        seen("lab-a", vmid, now -> assertThat(now.vm().ip()).startsWith("10."));
    }

    @Test
    void a_wish_to_look_at_one_vm_is_granted_and_taken_from_the_table() {
        lab.guests().start(vmid);
        Stores.sql("INSERT INTO sync_request (id, cluster_id, vmid, mode, cause) VALUES (gen_random_uuid(), 'lab-a', "
                + vmid + ", 'vm', 'live')");

        seen("lab-a", vmid, now -> assertThat(now.vm().status()).isEqualTo(VmStatus.RUNNING));
        org.awaitility.Awaitility.await().atMost(Inventory.SOON).untilAsserted(() -> assertThat(
                        Stores.value("SELECT count(*) FROM sync_request"))
                .isEqualTo("0"));
    }

    /** An action that has succeeded just now, as action-service leaves it. */
    private String ended(String kind) {
        long now = System.currentTimeMillis();
        String id = "%08x-%04x-7000-8000-%012x".formatted(now >> 16, now & 0xFFFF, NUMBER.incrementAndGet());
        Stores.sql(
                "INSERT INTO action (id, cluster_id, vmid, kind, state, requested_by, finished_at) VALUES ('%s', 'lab-a', %d, '%s', 'succeeded', 'test', clock_timestamp())"
                        .formatted(id, vmid, kind));
        return id;
    }
}
