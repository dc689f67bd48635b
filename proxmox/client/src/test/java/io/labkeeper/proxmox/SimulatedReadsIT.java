package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.simulator.Simulator;
import io.labkeeper.simulator.SimulatorOptions;
import io.labkeeper.simulator.auth.Token;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.simulator.state.GuestKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a simulated cluster in four releases, in good times and bad. */
@QuarkusTest
class SimulatedReadsIT extends AgainstSimulator {

    @Inject
    MeterRegistry registry;

    @ParameterizedTest
    @ValueSource(strings = {"6.4", "7.4", "8.4", "9.2"})
    void theWholeClusterIsReadInOneRequestInEveryRelease(String release) {
        start(release);
        ProxmoxClient client = actor();

        ClusterResources resources = result(client.resources());

        assertThat(resources.guests())
                .extracting(row -> row.ref().vmid())
                .containsExactlyInAnyOrderElementsOf(
                        simulator.control().guests().vmids());
        assertThat(resources.guests()).filteredOn(GuestRow::template).hasSize(2);
        assertThat(resources.guests()).allSatisfy(row -> {
            assertThat(row.status())
                    .isEqualTo(simulator.control().guests().state(row.ref().vmid()));
            assertThat(row.name()).isNotBlank();
            assertThat(row.hasStatistics()).isTrue();
        });
        assertThat(resources.nodes()).hasSize(3).allMatch(NodeRow::online);
        assertThat(client.requestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.4", "7.4", "8.4", "9.2"})
    void configurationAndStateOfEveryGuestAreReadInEveryRelease(String release) {
        start(release);
        ProxmoxClient client = actor();

        for (GuestRow row : result(client.resources()).guests()) {
            GuestConfig config = result(client.config(row.ref()));
            GuestStatus status = result(client.status(row.ref()));

            assertThat(config.name()).isEqualTo(row.name());
            assertThat(config.interfaces()).isNotEmpty().allSatisfy(nic -> assertThat(nic.mac())
                    .matches("([0-9A-F]{2}:){5}[0-9A-F]{2}"));
            assertThat(config.ctime().isPresent()).isEqualTo(row.ref().type() == GuestType.QEMU);
            assertThat(status.word()).isEqualTo(row.status());
            assertThat(status.template()).isEqualTo(row.template());
        }
    }

    @Test
    void aGuestThatIsGoneIsTold() {
        start("9.2");

        ProxmoxException.ServerError failure =
                failure(ProxmoxException.ServerError.class, actor().config(new GuestRef("pve1", GuestType.QEMU, 4711)));

        assertThat(failure.guestMissing()).isTrue();
    }

    @Test
    void aSilentAgentIsAServerErrorWithWords() {
        start("9.2");
        GuestRef vm = create(GuestKind.QEMU);

        ProxmoxException.ServerError failure = failure(ProxmoxException.ServerError.class, actor().interfaces(vm));

        assertThat(failure).hasMessageContaining("not running");
    }

    @Test
    void aTokenWithoutRightsSeesAnEmptyListAndKnowsIt() {
        start("9.2");
        ProxmoxClient powerless = client(simulator.powerlessToken());

        assertThat(result(powerless.resources()).guests()).isEmpty();
        assertThat(result(powerless.permissions()).none()).isTrue();
        assertThat(result(client(simulator.readerToken()).permissions()).seesAllGuests())
                .isTrue();
    }

    @Test
    void aWrongTokenIsRefusedAndNeverShown() {
        start("9.1");
        Token wrong = new Token(simulator.readerToken().name(), "wr0ng-secret");

        ProxmoxException.Unauthorized failure =
                failure(ProxmoxException.Unauthorized.class, client(wrong).resources());

        assertThat(failure.getMessage()).isNotBlank().doesNotContain("wr0ng");
    }

    @ParameterizedTest
    @ValueSource(ints = {595, 596, 599})
    void aNodeThatCannotBeReachedThroughAnotherOneIsTold(int code) {
        start("9.2");
        GuestRef vm = create(GuestKind.QEMU);
        simulator.control().nodes().unreachable("pve2", code);

        ProxmoxException.NodeUnreachable failure = failure(ProxmoxException.NodeUnreachable.class, actor().status(vm));

        assertThat(failure.code()).isEqualTo(code);
    }

    @Test
    void aReadThatIsResetOnceSucceeds() {
        start("9.2");
        simulator
                .control()
                .faults()
                .add(Fault.always(FaultKind.RESET, "GET", "*", Fault.Effect.NONE)
                        .times(1));

        assertThat(result(actor().resources()).guests()).isNotEmpty();
    }

    @Test
    void garbageIsNotTakenForAnAnswer() {
        start("9.2");
        simulator.control().faults().add(Fault.always(FaultKind.GARBAGE, "GET", "*", Fault.Effect.NONE));

        assertThat(failure(ProxmoxException.Malformed.class, actor().resources()))
                .isNotNull();
    }

    @Test
    void theFrameworksOwnMetricsNameNoGuest() {
        start("9.2");
        GuestRef vm = create(GuestKind.QEMU);

        result(actor().config(vm));

        assertThat(registry.find("http.client.requests").timers())
                .extracting(timer -> timer.getId().getTag("uri"))
                .isNotEmpty()
                .noneMatch(uri -> uri.contains("7001"));
    }

    @Test
    void aLargeListIsReadWhole() {
        simulator = Simulator.start(SimulatorOptions.of("lab-a").vms(5_000));

        assertThat(result(actor().resources()).guests()).hasSize(5_002);
    }

    @Test
    void theClustersTasksAreReadInOneRequestEverybodysOrOnesOwn() {
        start("8.4");
        GuestRef guest = create(GuestKind.QEMU);
        ProxmoxClient client = actor();
        Upid own = result(client.power(guest, PowerOrder.of(PowerOrder.Command.START)));
        end(client, own);
        long before = client.requestCount();

        assertThat(result(client.clusterTasks())).anySatisfy(task -> {
            assertThat(task.upid()).isEqualTo(own);
            assertThat(task.status()).isEqualTo(new TaskStatus(false, "OK"));
        });
        assertThat(client.requestCount()).isEqualTo(before + 1);
        assertThat(result(client.clusterTasks()))
                .extracting(task -> task.upid().type())
                .contains("qmcreate");
        assertThat(result(client(simulator.powerlessToken()).clusterTasks())).isEmpty();
    }
}
