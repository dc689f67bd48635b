package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestRow;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.Rows;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnlistedTest {
    private static final Instant LATER = Vms.SEEN.plusSeconds(60);
    private static final VmRecord KNOWN = Vms.running("lab-a/101");

    @Test
    void a_vm_that_the_list_lacks_keeps_its_state_and_is_doubted() {
        VmRecord doubted = Unlisted.doubted(KNOWN, LATER, Freshness.NONE);

        assertThat(doubted.internal().staleReason()).isEqualTo("not_listed");
        assertThat(doubted.vm()).isEqualTo(KNOWN.vm());
        assertThat(doubted.internal().observedAt()).isEqualTo(KNOWN.internal().observedAt());
    }

    @Test
    void a_list_that_may_lag_behind_a_look_raises_no_doubt() {
        Freshness looked = new Freshness(LATER.minusSeconds(5), null, null);

        assertThat(Unlisted.doubted(KNOWN, LATER, looked)).isSameAs(KNOWN);
    }

    @Test
    void the_next_list_that_shows_it_ends_the_doubt_even_if_it_lags_in_all_else() {
        VmRecord doubted = Unlisted.doubted(KNOWN, LATER, Freshness.NONE);
        Freshness looked = new Freshness(LATER.plusSeconds(25), null, null);

        assertThat(listed(doubted, Freshness.NONE).internal().staleReason()).isNull();
        assertThat(listed(doubted, looked).internal().staleReason()).isNull();
    }

    private static VmRecord listed(VmRecord known, Freshness fresher) {
        GuestRow row = Rows.running(101, known.vm().name(), 3690);
        Instant began = LATER.plusSeconds(30);
        Snapshot list = new Snapshot(began, Map.of(101, row), Map.of("pve1", "online"), Set.of());
        return Translation.fromList("lab-a", row, known, list, fresher);
    }
}
