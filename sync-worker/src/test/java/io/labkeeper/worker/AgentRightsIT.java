package io.labkeeper.worker;

import static io.labkeeper.worker.Inventory.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A token from before PVE 9 lacks the privilege that guest agents ask for since (docs/proxmox-behaviour.md). */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class AgentRightsIT {
    private static final String READER = Lab.reader("lab-b").name();

    private final Control lab = Lab.of("lab-b");
    private int vmid;

    /** @param agents the privilege of PVE 9 or that of older releases */
    private void rights(String agents) {
        lab.grant(READER, "/", Set.of("VM.Audit", "Sys.Audit", "Pool.Audit", agents));
    }

    @AfterEach
    void asBefore() {
        rights("VM.GuestAgent.Audit");
        lab.guests().delete(vmid);
    }

    @Test
    void without_the_right_to_ask_agents_the_vm_is_read_all_the_same_and_the_privilege_is_named() {
        Inventory.readWhole("lab-b");
        rights("VM.Monitor");
        vmid = lab.guests().create(GuestKind.QEMU, "pve2", "not-to-be-asked");
        lab.guests().start(vmid);

        VmRecord record = seen("lab-b", vmid, seen -> {
            assertThat(seen.vm().status()).isEqualTo(VmStatus.RUNNING);
            assertThat(seen.vm().syncError()).isNotNull();
            assertThat(seen.vm().syncError().code()).isEqualTo("agent_forbidden");
        });
        assertThat(record.internal().syncErrorDetail()).contains("VM.GuestAgent.Audit");
        assertThat(record.internal().staleReason()).isNull();

        rights("VM.GuestAgent.Audit");
        seen("lab-b", vmid, seen -> {
            assertThat(seen.vm().syncError()).isNull();
            assertThat(seen.vm().ipSource()).isEqualTo("agent");
        });
    }
}
