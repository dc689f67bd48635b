package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.proxmox.PowerOrder.Command;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.TaskOutcome;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Switching guests of a simulated cluster and following the tasks. */
@QuarkusTest
class SimulatedOrdersIT extends AgainstSimulator {

    @ParameterizedTest
    @ValueSource(strings = {"6.4", "7.4", "8.4", "9.2"})
    void aMachineIsStartedItsTaskFollowedAndItsAddressFound(String release) {
        start(release);
        ProxmoxClient client = actor();
        GuestRef vm = create(GuestKind.QEMU);

        Upid upid = result(client.power(vm, PowerOrder.of(Command.START)));

        assertThat(upid.type()).isEqualTo("qmstart");
        assertThat(end(client, upid).succeeded()).isTrue();
        assertThat(result(client.status(vm)).word()).isEqualTo("running");
        String mac = result(client.config(vm)).interfaces().get(0).mac();
        assertThat(result(client.interfaces(vm)))
                .filteredOn(nic -> mac.equalsIgnoreCase(nic.mac()))
                .singleElement()
                .satisfies(nic -> assertThat(nic.addresses()).contains(trueAddress()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.4", "8.4", "9.2"})
    void aContainerHasAddressesOnlyWhileItRuns(String release) {
        start(release);
        ProxmoxClient client = actor();
        GuestRef container = create(GuestKind.LXC);

        assertThat(result(client.interfaces(container))).isEmpty();
        end(client, result(client.power(container, PowerOrder.of(Command.START))));

        assertThat(result(client.interfaces(container)))
                .anySatisfy(nic -> assertThat(nic.addresses()).contains(trueAddress()));
    }

    @Test
    void everyCommandWithAllItsParametersIsTaken() {
        start("9.2");
        ProxmoxClient client = actor();
        GuestRef vm = create(GuestKind.QEMU);
        simulator.control().guests().start(VMID);

        for (Command command : List.of(Command.SUSPEND, Command.RESUME, Command.RESET, Command.STOP, Command.START)) {
            PowerOrder order = new PowerOrder(command, Optional.of(Duration.ofSeconds(30)), true, true);
            assertThat(end(client, result(client.power(vm, order))).succeeded())
                    .as("%s", command)
                    .isTrue();
        }
    }

    @Test
    void warningsAreASuccessAndErrorsAreNot() {
        start("9.2");
        ProxmoxClient client = actor();
        GuestRef vm = create(GuestKind.QEMU);
        simulator.control().guests().nextTask(VMID, TaskOutcome.failing("start failed: out of memory"));
        simulator.control().guests().nextTask(VMID, TaskOutcome.warning(2));

        TaskStatus first = end(client, result(client.power(vm, PowerOrder.of(Command.START))));
        TaskStatus second = end(client, result(client.power(vm, PowerOrder.of(Command.START))));

        assertThat(first).isEqualTo(new TaskStatus(false, "start failed: out of memory"));
        assertThat(second.succeeded()).isTrue();
        assertThat(second.exitStatus()).isEqualTo("WARNINGS: 2");
    }

    @Test
    void ownTasksAreFoundAgainByGuestAndTime() {
        start("9.2");
        ProxmoxClient client = actor();
        GuestRef vm = create(GuestKind.QEMU);
        long since = result(client.nodeTime("pve2"));

        Upid upid = result(client.power(vm, PowerOrder.of(Command.START)));

        assertThat(result(client.tasks("pve2", VMID, since)))
                .filteredOn(task -> task.upid().type().equals("qmstart"))
                .extracting(TaskSummary::upid)
                .containsExactly(upid);
        end(client, upid);
        assertThat(result(client.tasks("pve2", VMID, since)))
                .filteredOn(task -> task.upid().equals(upid))
                .singleElement()
                .satisfies(task -> assertThat(task.status().succeeded()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.4", "9.1"})
    void anErrorIsToldInProxmoxsWordsFromReasonOrMessage(String release) {
        start(release);
        GuestRef container = create(GuestKind.LXC);

        ProxmoxException.ServerError failure =
                failure(ProxmoxException.ServerError.class, actor().power(container, PowerOrder.of(Command.STOP)));

        assertThat(failure).hasMessage("CT 7001 not running");
    }

    @Test
    void anUnknownTaskIsABadParameter() {
        start("9.2");
        Upid unknown = Upid.parse("UPID:pve1:0000C3F2:0010A3B4:65A1B2C3:qmstart:100:labkeeper@pve!actor:");

        ProxmoxException.BadParameter failure = failure(ProxmoxException.BadParameter.class, actor().task(unknown));

        assertThat(failure.errors()).containsKey("upid");
    }

    @Test
    void aReaderMaySwitchNothingAndIsToldWhy() {
        start("9.2");
        GuestRef vm = create(GuestKind.QEMU);

        ProxmoxException.Forbidden failure = failure(
                ProxmoxException.Forbidden.class,
                client(simulator.readerToken()).power(vm, PowerOrder.of(Command.START)));

        assertThat(failure).hasMessageContaining("VM.PowerMgmt");
    }

    @Test
    void anOrderWhoseAnswerIsLostWasCarriedOutOnce() {
        start("9.2");
        GuestRef vm = create(GuestKind.QEMU);
        simulator.control().faults().add(Fault.always(FaultKind.RESET, "POST", "*", Fault.Effect.NONE.afterwards()));

        ProxmoxException failure =
                failure(ProxmoxException.ConnectionLost.class, actor().power(vm, PowerOrder.of(Command.START)));

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(simulator.control().orders()).hasSize(1);
    }
}
