package io.labkeeper.e2e.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.History.Accepted;
import io.labkeeper.e2e.simulator.PowerOrder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneOrderPerWishTest {
    private static final VmRef VM = new VmRef("lab-a", 101);
    private static final Accepted START = new Accepted("1", VM, "start");
    private static final PowerOrder TAKEN = order("start", "UPID:pve1:1");
    private static final PowerOrder REFUSED = order("start", null);

    @Test
    void oneOrderForOneWishHolds() {
        assertThat(OneOrderPerWish.check(List.of(START), List.of(TAKEN)).holds())
                .isTrue();
    }

    @Test
    void aWishAlreadyMetNeedsNoOrder() {
        assertThat(OneOrderPerWish.check(List.of(START), List.of()).holds()).isTrue();
    }

    @Test
    void aRefusedOrderHasNoEffectAndDoesNotCount() {
        assertThat(OneOrderPerWish.check(List.of(START), List.of(REFUSED, TAKEN))
                        .holds())
                .isTrue();
    }

    @Test
    void twoOrdersForOneWishAreAViolation() {
        // When
        CheckResult result = OneOrderPerWish.check(List.of(START), List.of(TAKEN, TAKEN));

        // Then
        assertThat(result.holds()).isFalse();
        assertThat(result.measured()).contains("start of lab-a/101: 2 orders for 1 wishes");
    }

    @Test
    void anOrderThatNobodyAskedForIsAViolation() {
        // Given
        PowerOrder stop = order("stop", "UPID:pve1:2");

        // When
        CheckResult result = OneOrderPerWish.check(List.of(START), List.of(TAKEN, stop));

        // Then
        assertThat(result.holds()).isFalse();
    }

    @Test
    void noActionsProveNothing() {
        assertThat(OneOrderPerWish.check(List.of(), List.of()).holds()).isFalse();
    }

    private static PowerOrder order(String command, String upid) {
        return new PowerOrder(VM, command, upid, "pve1", Instant.EPOCH);
    }
}
