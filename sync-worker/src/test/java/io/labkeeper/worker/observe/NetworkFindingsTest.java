package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.address.Neighbour;
import io.labkeeper.worker.address.Neighbours;
import io.labkeeper.worker.draft.VmDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the network's tables add to a VM. */
class NetworkFindingsTest {
    private static final Duration TTL = Duration.ofHours(1);
    private static final Instant NOW = Vms.SEEN;
    private static final String MAC = "BC:24:11:00:00:0A";

    @Test
    void a_vm_without_address_gets_the_one_of_its_mac() {
        VmRecord found = AddressFindings.network(vm(), table("arp", "10.0.0.7"), TTL);

        assertThat(found.vm().ip()).isEqualTo("10.0.0.7");
        assertThat(found.vm().ipSource()).isEqualTo("arp");
        assertThat(found.vm().ipUpdatedAt()).isEqualTo(NOW);
        assertThat(found.internal().addresses()).containsExactly(new Address("10.0.0.7", MAC, "arp", NOW));
    }

    @Test
    void a_table_that_does_not_know_it_wipes_nothing() {
        VmRecord known = vm(new Address("10.0.0.7", MAC, "arp", NOW.minus(TTL.multipliedBy(3))));

        assertThat(AddressFindings.network(known, new Neighbours("arp", NOW, java.util.Map.of()), TTL))
                .isSameAs(known);
    }

    @Test
    void a_changed_address_takes_the_place_of_the_one_that_the_same_source_named() {
        VmRecord known = vm(new Address("10.0.0.7", MAC, "arp", NOW.minusSeconds(5)));

        assertThat(AddressFindings.network(known, table("arp", "10.0.0.9"), TTL)
                        .internal()
                        .addresses())
                .containsExactly(new Address("10.0.0.9", MAC, "arp", NOW));
    }

    @Test
    void the_guest_itself_is_believed_more_while_its_word_is_fresh() {
        VmRecord known = vm(new Address("10.0.0.7", MAC, "agent", NOW.minus(TTL).plusSeconds(1)));

        VmRecord found = AddressFindings.network(known, table("arp", "10.0.0.9"), TTL);

        assertThat(found.vm().ip()).isEqualTo("10.0.0.7");
        assertThat(found.internal().addresses()).hasSize(2);
    }

    @Test
    void what_the_guest_said_too_long_ago_gives_way() {
        VmRecord known = vm(new Address("10.0.0.7", MAC, "agent", NOW.minus(TTL)));

        VmRecord found = AddressFindings.network(known, table("snmp", "10.0.0.9"), TTL);

        assertThat(found.internal().addresses()).containsExactly(new Address("10.0.0.9", MAC, "snmp", NOW));
    }

    @Test
    void a_configured_address_stays_the_chosen_one() {
        VmRecord known = vm(new Address("10.0.0.7", MAC, "config", NOW.minus(TTL.multipliedBy(2))));

        VmRecord found = AddressFindings.network(known, table("arp", "10.0.0.9"), TTL);

        assertThat(found.vm().ip()).isEqualTo("10.0.0.7");
        assertThat(found.internal().addresses()).hasSize(2);
    }

    @Test
    void the_same_address_again_soon_changes_nothing() {
        VmRecord known = vm(new Address("10.0.0.7", MAC, "arp", NOW.minusSeconds(60)));

        assertThat(AddressFindings.network(known, table("arp", "10.0.0.7"), TTL))
                .isEqualTo(known);
    }

    @Test
    void a_table_from_before_the_vm_was_started_says_nothing_of_it() {
        VmRecord started = VmDraft.of(vm())
                .power(io.labkeeper.inventory.VmStatus.RUNNING, "running", NOW.plusSeconds(1))
                .build();

        assertThat(AddressFindings.network(started, table("arp", "10.0.0.7"), TTL))
                .isSameAs(started);
    }

    @Test
    void a_trouble_of_the_guest_agent_stays() {
        Trouble trouble = new Trouble("agent_timeout", "The guest agent does not answer.");
        VmRecord troubled = VmDraft.of(vm()).syncError(trouble, "got timeout").build();

        VmRecord found = AddressFindings.network(troubled, table("arp", "10.0.0.7"), TTL);

        assertThat(found.vm().ip()).isEqualTo("10.0.0.7");
        assertThat(found.vm().syncError()).isEqualTo(trouble);
    }

    private static Neighbours table(String source, String ip) {
        return Neighbours.of(
                source, NOW, List.of(Neighbour.of(MAC.toLowerCase(), ip).orElseThrow()));
    }

    private static VmRecord vm(Address... known) {
        List<Address> all = List.of(known);
        return VmDraft.of(Vms.running("lab-a/101"))
                .addresses(all, Translation.choice(List.of(MAC), all), List.of(MAC))
                .build();
    }
}
