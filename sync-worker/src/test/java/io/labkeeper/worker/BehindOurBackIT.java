package io.labkeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens on Proxmox shows in Postgres and Redis. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class BehindOurBackIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @BeforeAll
    static void everythingWasReadOnce() {
        await().atMost(SOON).untilAsserted(() -> assertThat(Inventory.count("lab-a"))
                .isEqualTo(Lab.labA().guests().vmids().size()));
        await().atMost(SOON).until(() -> Inventory.sync("->>'last_full_at'", "lab-a") != null);
    }

    @Test
    void a_vm_that_is_created_renamed_started_migrated_and_deleted_is_seen_at_each_step() {
        Control lab = Lab.labA();
        int vmid = lab.guests().create(GuestKind.QEMU, "pve1", "newcomer");
        seen(vmid, record -> assertThat(record.vm())
                .returns("newcomer", vm -> vm.name())
                .returns(VmStatus.STOPPED, vm -> vm.status())
                .returns("pve1", vm -> vm.node())
                .returns("linux", vm -> vm.category())
                .returns(2048L, vm -> vm.memory()));
        String birth = Inventory.postgres("lab-a", vmid).internal().birth();
        assertThat(birth).startsWith("qemu:");

        lab.guests().rename(vmid, "renamed");
        seen(vmid, record -> assertThat(record.vm().name()).isEqualTo("renamed"));

        lab.guests().start(vmid);
        seen(vmid, record -> {
            assertThat(record.vm().status()).isEqualTo(VmStatus.RUNNING);
            assertThat(record.internal().bootTime()).isNotNull();
        });
        seen(vmid, record -> {
            assertThat(record.vm().ip()).startsWith("10.");
            assertThat(record.vm().ipSource()).isEqualTo("agent");
        });

        lab.guests().migrate(vmid, "pve2");
        seen(vmid, record -> assertThat(record.vm())
                .returns("pve2", vm -> vm.node())
                .returns(VmStatus.RUNNING, vm -> vm.status()));

        lab.guests().stop(vmid);
        seen(vmid, record -> {
            assertThat(record.vm().status()).isEqualTo(VmStatus.STOPPED);
            assertThat(record.vm().ip()).isNull();
        });

        lab.guests().delete(vmid);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(Inventory.postgres("lab-a", vmid)).isNull();
            assertThat(Inventory.redis("lab-a", vmid)).isNull();
        });
    }

    private static void seen(int vmid, java.util.function.Consumer<VmRecord> what) {
        await().atMost(SOON).untilAsserted(() -> {
            VmRecord record = Inventory.postgres("lab-a", vmid);
            assertThat(record).isNotNull();
            what.accept(record);
            assertThat(Inventory.redis("lab-a", vmid)).isEqualTo(record);
        });
    }
}
