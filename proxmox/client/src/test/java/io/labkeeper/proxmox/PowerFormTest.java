package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.proxmox.PowerOrder.Command;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxmox refuses parameters that a command does not know, so each gets only its own. */
class PowerFormTest {

    @ParameterizedTest
    @CsvSource({
        "QEMU, START, 'timeout=90'",
        "LXC, START, ''",
        "QEMU, STOP, 'timeout=90&overrule-shutdown=1'",
        "LXC, STOP, 'overrule-shutdown=1'",
        "QEMU, SHUTDOWN, 'timeout=90&forceStop=1'",
        "LXC, SHUTDOWN, 'timeout=90&forceStop=1'",
        "LXC, REBOOT, 'timeout=90'",
        "QEMU, RESET, ''",
        "QEMU, SUSPEND, ''",
        "QEMU, RESUME, ''"
    })
    void eachCommandGetsWhatItKnows(GuestType type, Command command, String form) {
        PowerOrder order = new PowerOrder(command, Optional.of(Duration.ofSeconds(90)), true, true);

        assertThat(HttpProxmoxClient.form(type, order)).isEqualTo(form);
    }
}
