package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.lifecycle.End;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.GuestStatus;
import io.labkeeper.proxmox.GuestType;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrueStateTest {

    private static TrueState qemu(String status, String qmp) {
        return state(GuestType.QEMU, status, qmp, false, false, 100);
    }

    private static TrueState state(
            GuestType type, String status, String qmp, boolean ha, boolean template, long uptime) {
        return state(type, status, qmp, null, ha, template, uptime);
    }

    private static TrueState state(
            GuestType type, String status, String qmp, String lock, boolean ha, boolean template, long uptime) {
        return new TrueState(
                new GuestRef("pve1", type, 100),
                new GuestStatus(
                        status,
                        qmp,
                        "vm",
                        lock,
                        ha,
                        template,
                        OptionalLong.of(uptime),
                        OptionalDouble.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "START,    running, running, RUNNING",
        "STOP,     stopped, stopped, STOPPED",
        "SHUTDOWN, stopped, stopped, STOPPED",
        "SUSPEND,  running, paused,  PAUSED",
        "RESUME,   running, running, RUNNING"
    })
    void aWishThatIsMetNeedsNoOrderAndChangesNothing(ActionKind kind, String status, String qmp, VmStatus outcome) {
        End end = qemu(status, qmp).endWithoutOrder(kind).orElseThrow();

        assertThat(end).isEqualTo(End.succeeded(false, outcome));
    }

    @ParameterizedTest
    @CsvSource({
        "START,    stopped, stopped",
        "STOP,     running, running",
        "STOP,     running, paused",
        "SHUTDOWN, running, running",
        "REBOOT,   running, running",
        "RESET,    running, running",
        "SUSPEND,  running, running",
        "RESUME,   running, paused"
    })
    void anythingElseIsAskedOfProxmox(ActionKind kind, String status, String qmp) {
        assertThat(qemu(status, qmp).endWithoutOrder(kind)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"REBOOT", "RESET", "SUSPEND"})
    void whatNeedsARunningVmFailsWithoutOne(ActionKind kind) {
        End end = qemu("stopped", "stopped").endWithoutOrder(kind).orElseThrow();

        assertThat(end.failure().message()).isEqualTo("The VM is not running.");
    }

    @Test
    void aTemplateIsRefused() {
        End end = state(GuestType.QEMU, "stopped", null, false, true, 0)
                .endWithoutOrder(ActionKind.START)
                .orElseThrow();

        assertThat(end.failure().code()).isEqualTo(ErrorCode.VM_IS_TEMPLATE);
    }

    @Test
    void aContainerCannotBeReset() {
        End end = state(GuestType.LXC, "running", null, false, false, 5)
                .endWithoutOrder(ActionKind.RESET)
                .orElseThrow();

        assertThat(end.failure().code()).isEqualTo(ErrorCode.PROXMOX_ERROR);
    }

    @Test
    void aGuestUnderHaGetsNoOverlay() {
        End end = state(GuestType.QEMU, "running", "running", true, false, 5)
                .endWithoutOrder(ActionKind.START)
                .orElseThrow();

        assertThat(end.outcome()).isNull();
    }

    @Test
    void aPausedVmIsNotShownAsRunningByAStart() {
        End end = qemu("running", "paused").endWithoutOrder(ActionKind.START).orElseThrow();

        assertThat(end).isEqualTo(End.succeeded(false, null));
    }

    @ParameterizedTest
    @CsvSource({"QEMU, prelaunch, false", "QEMU, paused, false", "QEMU, running, true", "LXC, , true"})
    void aVmThatABackupHoldsIsNotStartedYet(GuestType type, String qmp, boolean met) {
        TrueState held = state(type, "running", qmp, "backup", false, false, 5);

        assertThat(held.endWithoutOrder(ActionKind.START).isPresent()).isEqualTo(met);
        assertThat(held.meetsSince(ActionKind.START, Duration.ofSeconds(30))).isEqualTo(met);
    }

    @Test
    void aRebootIsSeenInAnUptimeShorterThanTheTimeSinceTheOrder() {
        TrueState rebooted = state(GuestType.QEMU, "running", "running", false, false, 8);

        assertThat(rebooted.meetsSince(ActionKind.REBOOT, Duration.ofSeconds(30)))
                .isTrue();
        assertThat(rebooted.meetsSince(ActionKind.REBOOT, Duration.ofSeconds(3)))
                .isFalse();
        assertThat(qemu("stopped", "stopped").meetsSince(ActionKind.REBOOT, Duration.ofSeconds(300)))
                .isFalse();
    }

    @Test
    void afterTheTaskOfARebootARunningVmIsUpAgain() {
        assertThat(qemu("running", "running").hasFollowed(ActionKind.REBOOT)).isTrue();
        assertThat(qemu("stopped", "stopped").hasFollowed(ActionKind.REBOOT)).isFalse();
        assertThat(qemu("stopped", "stopped").hasFollowed(ActionKind.STOP)).isTrue();
    }
}
