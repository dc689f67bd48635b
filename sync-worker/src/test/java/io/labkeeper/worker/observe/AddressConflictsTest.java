package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.draft.VmDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressConflictsTest {
    private static final Duration TTL = Duration.ofHours(1);
    private static final Instant NOW = Vms.SEEN;

    @Test
    void two_running_vms_with_one_address_are_both_flagged_and_keep_it() {
        List<VmRecord> judged =
                judge(vm(101, "10.0.0.7", "agent"), vm(102, "10.0.0.7", "arp"), vm(103, "10.0.0.8", "agent"));

        assertThat(judged).extracting(record -> record.vm().vmid()).containsExactly(101, 102);
        assertThat(judged).allSatisfy(record -> {
            assertThat(record.vm().syncError().code()).isEqualTo("address_conflict");
            assertThat(record.vm().syncError().message())
                    .isEqualTo("Another running VM claims the address 10.0.0.7 as well.");
            assertThat(record.internal().syncErrorDetail()).isEqualTo("10.0.0.7: 101, 102");
            assertThat(record.vm().ip()).isEqualTo("10.0.0.7");
            assertThat(record.internal().addresses()).hasSize(1);
        });
    }

    @Test
    void a_second_judgement_of_the_same_conflict_changes_nothing() {
        List<VmRecord> flagged = judge(vm(101, "10.0.0.7", "agent"), vm(102, "10.0.0.7", "arp"));

        assertThat(judge(flagged.toArray(VmRecord[]::new))).isEmpty();
    }

    @Test
    void the_flag_goes_when_the_other_vm_stops_or_takes_another_address() {
        VmRecord flagged =
                judge(vm(101, "10.0.0.7", "agent"), vm(102, "10.0.0.7", "arp")).get(0);

        for (VmRecord other : List.of(stopped(102, "10.0.0.7"), vm(102, "10.0.0.9", "arp"))) {
            List<VmRecord> judged = judge(flagged, other);
            assertThat(judged).hasSize(1);
            assertThat(judged.get(0).vm().syncError()).isNull();
            assertThat(judged.get(0).internal().syncErrorDetail()).isNull();
        }
    }

    @Test
    void a_graver_trouble_stays() {
        Trouble trouble = new Trouble("agent_timeout", "The guest agent does not answer.");
        VmRecord troubled = VmDraft.of(vm(101, "10.0.0.7", "agent"))
                .syncError(trouble, "timeout")
                .build();

        List<VmRecord> judged = judge(troubled, vm(102, "10.0.0.7", "arp"));

        assertThat(judged).extracting(record -> record.vm().vmid()).containsExactly(102);
        assertThat(judge(troubled)).isEmpty();
    }

    @Test
    void an_address_that_nobody_has_seen_for_long_is_no_claim_but_a_configured_one_is() {
        Instant longAgo = NOW.minus(TTL.multipliedBy(2));

        assertThat(judge(vm(101, "10.0.0.7", "arp", longAgo), vm(102, "10.0.0.7", "agent")))
                .isEmpty();
        assertThat(judge(vm(101, "10.0.0.7", "config", longAgo), vm(102, "10.0.0.7", "agent")))
                .hasSize(2);
    }

    @Test
    void two_interfaces_of_one_vm_are_no_conflict() {
        VmRecord twice = VmDraft.of(Vms.running("lab-a/101"))
                .addresses(
                        List.of(
                                new Address("10.0.0.7", "BC:24:11:00:00:0A", "agent", NOW),
                                new Address("10.0.0.7", "BC:24:11:00:00:0B", "arp", NOW)),
                        null,
                        List.of())
                .build();

        assertThat(judge(twice)).isEmpty();
    }

    @Test
    void ten_thousand_vms_without_conflict_change_nothing() {
        List<VmRecord> fleet = new ArrayList<>();
        for (int vmid = 100; vmid < 10_100; vmid++) {
            fleet.add(vm(vmid, "10.1." + vmid / 250 + "." + vmid % 250, "agent"));
        }

        assertThat(AddressConflicts.judge(fleet, TTL, NOW)).isEmpty();
    }

    private static List<VmRecord> judge(VmRecord... vms) {
        return AddressConflicts.judge(List.of(vms), TTL, NOW);
    }

    private static VmRecord vm(int vmid, String ip, String source) {
        return vm(vmid, ip, source, NOW);
    }

    private static VmRecord vm(int vmid, String ip, String source, Instant seen) {
        return with(Vms.running("lab-a/" + vmid), new Address(ip, "BC:24:11:00:00:0A", source, seen));
    }

    private static VmRecord stopped(int vmid, String ip) {
        return with(Vms.stopped("lab-a/" + vmid), new Address(ip, "BC:24:11:00:00:0A", "config", NOW));
    }

    private static VmRecord with(VmRecord record, Address address) {
        return VmDraft.of(record)
                .addresses(List.of(address), address, record.internal().macs())
                .build();
    }
}
