package io.labkeeper.worker.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.draft.VmDraft;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressTallyTest {
    private static final Duration TTL = Duration.ofHours(1);

    @Test
    void those_who_were_looked_up_count_by_the_source_that_found_them() {
        VmRecord fresh = Vms.running("lab-a/101");
        VmRecord without = without("lab-a/102");
        VmRecord lost = without("lab-a/103");
        AddressNeeds needs = AddressNeeds.of(List.of(fresh, without, lost), TTL, Vms.SEEN, node -> true);

        AddressTally tally = AddressTally.of(
                needs, Map.of(101, fresh, 102, found(without), 103, lost), TTL, Vms.SEEN.plusSeconds(5));

        assertThat(tally).isEqualTo(new AddressTally(1, 2, 0, Map.of("arp", 1L)));
        assertThat(tally.found("agent")).isZero();
    }

    private static VmRecord without(String key) {
        return VmDraft.of(Vms.running(key))
                .addresses(List.of(), null, List.of())
                .build();
    }

    private static VmRecord found(VmRecord record) {
        Address address = new Address("10.0.0.7", "BC:24:11:00:00:0A", "arp", Vms.SEEN);
        return VmDraft.of(record)
                .addresses(List.of(address), address, List.of())
                .build();
    }
}
