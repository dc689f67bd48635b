package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.labkeeper.proxmox.PowerOrder.Command;
import io.labkeeper.proxmox.ProxmoxCluster.ApiToken;
import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import io.labkeeper.simulator.Simulator;
import io.labkeeper.simulator.SimulatorOptions;
import io.labkeeper.simulator.auth.Token;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Release;
import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.simulator.state.Timing;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against the simulated cluster, which was written without knowledge of it. */
@QuarkusTest
class SimulatorIT {

    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final int VMID = 7001;

    @Inject
    MeterRegistry registry;

    private Simulator simulator;

    @AfterEach
    void stop() {
        simulator.close();
    }

    private void start(String release) {
        simulator = Simulator.start(SimulatorOptions.of("lab-a")
                .vms(12)
                .release(Release.parse(release))
                .lag(Duration.ZERO)
                .taskDuration(Duration.ofMillis(200))
                .timing(Timing.AUTH_DELAY, Duration.ofMillis(50))
                .timing(Timing.AGENT_PING_TIMEOUT, Duration.ofMillis(50))
                .timing(Timing.UNREACHABLE_DELAY, Duration.ofMillis(50)));
    }

    private ProxmoxClient client(Token token) {
        return Clients.of(new ProxmoxCluster(
                "lab-a",
                "Lab A",
                List.of(simulator.apiUri()),
                new ApiToken(token.name(), token.secret()),
                new Trust.Fingerprints(List.of(simulator.fingerprint())),
                Clients.patient(),
                Optional.empty(),
                Optional.empty()));
    }

    private ProxmoxClient actor() {
        return client(simulator.actorToken());
    }

    private GuestRef create(GuestKind kind) {
        simulator.control().guests().create(VMID, kind, "pve2", "made-for-the-test");
        return new GuestRef("pve2", kind == GuestKind.QEMU ? GuestType.QEMU : GuestType.LXC, VMID);
    }

    private String trueAddress() {
        return simulator
                .control()
                .guests()
                .look(VMID, guest -> guest.spec().nics().get(0).ipv4());
    }

    private static <T> T result(Uni<T> call) {
        return call.await().atMost(WAIT);
    }

    private static <T extends ProxmoxException> T failure(Class<T> type, Uni<?> call) {
        return catchThrowableOfType(type, () -> result(call));
    }

    private static TaskStatus end(ProxmoxClient client, Upid upid) {
        return await().atMost(WAIT).until(() -> result(client.task(upid)), status -> !status.running());
    }

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
                .filteredOn(nic -> mac.equals(nic.mac().toUpperCase(Locale.ROOT)))
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
    void aGuestThatIsGoneIsTold() {
        start("9.2");

        ProxmoxException.ServerError failure =
                failure(ProxmoxException.ServerError.class, actor().config(new GuestRef("pve1", GuestType.QEMU, 4711)));

        assertThat(failure.guestMissing()).isTrue();
    }

    @Test
    void anUnknownTaskIsABadParameter() {
        start("9.2");
        Upid unknown = Upid.parse("UPID:pve1:0000C3F2:0010A3B4:65A1B2C3:qmstart:100:labkeeper@pve!actor:");

        ProxmoxException.BadParameter failure = failure(ProxmoxException.BadParameter.class, actor().task(unknown));

        assertThat(failure.errors()).containsKey("upid");
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
    void aReaderMaySwitchNothingAndIsToldWhy() {
        start("9.2");
        GuestRef vm = create(GuestKind.QEMU);

        ProxmoxException.Forbidden failure = failure(
                ProxmoxException.Forbidden.class,
                client(simulator.readerToken()).power(vm, PowerOrder.of(Command.START)));

        assertThat(failure).hasMessageContaining("VM.PowerMgmt");
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
    void anOrderWhoseAnswerIsLostWasCarriedOutOnce() {
        start("9.2");
        GuestRef vm = create(GuestKind.QEMU);
        simulator.control().faults().add(Fault.always(FaultKind.RESET, "POST", "*", Fault.Effect.NONE.afterwards()));

        ProxmoxException failure =
                failure(ProxmoxException.ConnectionLost.class, actor().power(vm, PowerOrder.of(Command.START)));

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(simulator.control().orders()).hasSize(1);
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
}
