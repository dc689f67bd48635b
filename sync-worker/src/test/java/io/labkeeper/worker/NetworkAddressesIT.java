package io.labkeeper.worker;

import static io.labkeeper.worker.Inventory.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.state.AgentMode;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.GuestSpec;
import io.labkeeper.simulator.state.Nic;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses that the guest itself does not tell, and those that two guests claim. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class NetworkAddressesIT {
    private final Control lab = Lab.of("lab-n");
    private final List<Integer> created = new ArrayList<>();

    @BeforeEach
    void everythingWasRead() {
        Inventory.readWhole("lab-n");
    }

    @AfterEach
    void guests_go() {
        created.forEach(lab.guests()::delete);
    }

    @Test
    void a_guest_without_agent_is_found_in_the_neighbour_table_and_after_a_restart_where_it_is_then() {
        int vmid = guest("no-agent", AgentMode.NONE, "10.99.0.7");
        lab.guests().start(vmid);

        seen("lab-n", vmid, record -> {
            assertThat(record.vm().ip()).isEqualTo("10.99.0.7");
            assertThat(record.vm().ipSource()).isEqualTo("arp");
        });
        assertThat(Stores.value("SELECT source FROM vm_address WHERE cluster_id = 'lab-n' AND vmid = " + vmid))
                .isEqualTo("arp");

        lab.guests().stop(vmid);
        seen("lab-n", vmid, record -> {
            assertThat(record.vm().status()).isEqualTo(VmStatus.STOPPED);
            assertThat(record.vm().ip()).isNull();
            assertThat(record.internal().addresses()).isEmpty();
        });

        readdress(vmid, "10.99.0.8");
        lab.guests().start(vmid);
        seen("lab-n", vmid, record -> assertThat(record.vm().ip()).isEqualTo("10.99.0.8"));
    }

    @Test
    void two_guests_with_one_address_are_both_flagged_until_one_of_them_is_stopped() {
        int one = guest("one", AgentMode.OK, "10.99.0.9");
        int other = guest("other", AgentMode.NONE, "10.99.0.9");
        lab.guests().start(one);
        lab.guests().start(other);

        for (int vmid : List.of(one, other)) {
            VmRecord flagged = seen("lab-n", vmid, record -> {
                assertThat(record.vm().syncError()).isNotNull();
                assertThat(record.vm().syncError().code()).isEqualTo("address_conflict");
            });
            assertThat(flagged.vm().ip()).isEqualTo("10.99.0.9");
            assertThat(flagged.internal().syncErrorDetail()).isEqualTo("10.99.0.9: " + one + ", " + other);
        }

        lab.guests().stop(other);
        seen("lab-n", one, record -> {
            assertThat(record.vm().syncError()).isNull();
            assertThat(record.vm().ip()).isEqualTo("10.99.0.9");
        });
        seen("lab-n", other, record -> assertThat(record.vm().syncError()).isNull());
    }

    private int guest(String name, AgentMode agent, String ip) {
        int vmid = lab.guests().create(GuestKind.QEMU, "pve1", name);
        created.add(vmid);
        lab.guests().edit(vmid, spec -> spec.withTraits(new GuestSpec.Traits(false, null, agent, false)));
        readdress(vmid, ip);
        seen("lab-n", vmid, record -> assertThat(record.internal().birth()).isNotNull());
        return vmid;
    }

    private void readdress(int vmid, String ip) {
        lab.guests()
                .edit(
                        vmid,
                        spec -> spec.withNics(spec.nics().stream()
                                .map(nic -> new Nic(nic.index(), nic.mac(), ip, nic.dhcp()))
                                .toList()));
    }
}
