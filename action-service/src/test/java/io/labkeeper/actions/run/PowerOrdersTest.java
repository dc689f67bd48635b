package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.lifecycle.Wish;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.proxmox.PowerOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerOrdersTest {
    private static final Optional<Duration> MINUTE = Optional.of(Duration.ofMinutes(1));

    private static Wish everything(ActionKind kind) {
        return new Wish(new VmKey("lab-a", 100), kind, MINUTE, true, true, "alice", Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({
        "START,    QEMU, true,  false, false",
        "START,    LXC,  false, false, false",
        "STOP,     QEMU, true,  false, true",
        "STOP,     LXC,  false, false, true",
        "SHUTDOWN, LXC,  true,  true,  false",
        "REBOOT,   LXC,  true,  false, false",
        "SUSPEND,  QEMU, false, false, false"
    })
    void carryOnlyWhatProxmoxKnowsForThem(
            ActionKind kind, GuestType type, boolean timeout, boolean force, boolean overrule) {
        PowerOrder order = PowerOrders.of(everything(kind), type, false);

        assertThat(order.timeout()).isEqualTo(timeout ? MINUTE : Optional.empty());
        assertThat(order.force()).isEqualTo(force);
        assertThat(order.overrule()).isEqualTo(overrule);
    }

    @Test
    void leaveOutOverruleOnceItWasRefused() {
        PowerOrder order = PowerOrders.of(everything(ActionKind.STOP), GuestType.QEMU, true);

        assertThat(order.overrule()).isFalse();
    }
}
