package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.simulator.state.AgentMode;
import io.labkeeper.simulator.state.GuestSpec;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power actions of VMs, row by row. */
class QemuPowerIT {

    private Bench bench;

    @BeforeEach
    void start() {
        bench = Bench.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void ignoreShutdown(int vmid) {
        bench.guests().edit(vmid, spec -> spec.withTraits(new GuestSpec.Traits(false, null, AgentMode.OK, true)));
    }

    @Test
    void anOrderIsAcceptedWithAUpidAndDoneWhenItsTaskEnds() {
        int vmid = bench.vm();

        RawHttp.Answer answer = bench.qemu(vmid, "start");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("data"))
                .matches("UPID:pve1:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:qmstart:" + vmid + ":labkeeper@pve!actor:");
        assertThat(bench.outcome(answer)).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void startOfARunningVmIsAcceptedAndItsTaskFails() {
        int vmid = bench.runningVm();

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("VM " + vmid + " already running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown"})
    void stoppingAStoppedVmIsOk(String command) {
        int vmid = bench.vm();

        assertThat(bench.outcome(bench.qemu(vmid, command))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown"})
    void stoppingARunningVmStopsIt(String command) {
        int vmid = bench.runningVm();

        assertThat(bench.outcome(bench.qemu(vmid, command))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "reboot", "suspend", "resume"})
    void whatNeedsARunningVmIsRefusedAtOnce(String command) {
        int vmid = bench.vm();

        assertThat(bench.qemu(vmid, command).statusLine()).isEqualTo("HTTP/1.1 500 VM " + vmid + " not running");
    }

    @Test
    void startOnTheNodeThatTheVmHasLeftFailsAsATask() {
        int vmid = bench.vm();
        bench.guests().migrate(vmid, "pve2");

        assertThat(bench.outcome(bench.qemu(vmid, "start")))
                .isEqualTo("Configuration file 'nodes/pve1/qemu-server/" + vmid + ".conf' does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown"})
    void stopOnTheNodeThatTheVmHasLeftFailsAsATask(String command) {
        int vmid = bench.runningVm();
        bench.guests().migrate(vmid, "pve2");

        assertThat(bench.outcome(bench.qemu(vmid, command)))
                .isEqualTo("unable to find configuration file for VM " + vmid + " on node 'pve1'");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "reboot", "suspend", "resume"})
    void otherActionsOnTheNodeThatTheVmHasLeftAreRefusedAtOnce(String command) {
        int vmid = bench.runningVm();
        bench.guests().migrate(vmid, "pve2");

        assertThat(bench.qemu(vmid, command).statusLine())
                .isEqualTo("HTTP/1.1 500 unable to find configuration file for VM " + vmid + " on node 'pve1'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown", "reset", "reboot", "suspend", "resume"})
    void aLockMakesTheTaskFail(String command) {
        int vmid = bench.runningVm();
        bench.guests().lock(vmid, "snapshot");

        assertThat(bench.outcome(bench.qemu(vmid, command))).isEqualTo("VM is locked (snapshot)");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void startOfALockedVmFailsButStopOfAStoppedOneIsOkInSpiteOfTheLock() {
        int vmid = bench.vm();
        bench.guests().lock(vmid, "backup");

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("VM is locked (backup)");
        assertThat(bench.outcome(bench.qemu(vmid, "stop"))).isEqualTo("OK");
    }

    @Test
    void startOfAVmHeldByARunningBackupResumesIt() {
        int vmid = bench.runningVm();
        bench.guests().lock(vmid, "backup");
        bench.guests().state(vmid, "prelaunch");

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void startOfAVmSuspendedToDiskWakesItUp() {
        int vmid = bench.runningVm();
        bench.outcome(bench.qemu(vmid, "suspend", "todisk=1"));
        String asleep = bench.guests().state(vmid);

        String outcome = bench.outcome(bench.qemu(vmid, "start"));

        assertThat(asleep).isEqualTo("stopped");
        assertThat(outcome).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
        assertThat(bench.row(vmid).containsKey("lock")).isFalse();
    }

    @Test
    void suspendPausesInMemoryAndResumeContinues() {
        int vmid = bench.runningVm();

        bench.outcome(bench.qemu(vmid, "suspend"));
        String between = bench.guests().state(vmid);
        bench.outcome(bench.qemu(vmid, "resume"));

        assertThat(between).isEqualTo("paused");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void startOfATemplateFailsAsATask() {
        assertThat(bench.outcome(bench.qemu(9000, "start"))).contains("template");
    }

    @Test
    void shutdownOfAPausedVmIsRefusedUnlessForced() {
        int vmid = bench.runningVm();
        bench.guests().state(vmid, "paused");

        assertThat(bench.qemu(vmid, "shutdown").statusLine()).isEqualTo("HTTP/1.1 500 VM is paused - cannot shutdown");
        assertThat(bench.outcome(bench.qemu(vmid, "shutdown", "forceStop=1"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void aSecondActionWaitsForTheFirstOnesLockFileAndGivesUp() {
        int vmid = bench.runningVm();
        ignoreShutdown(vmid);
        bench.qemu(vmid, "shutdown", "timeout=30");

        assertThat(bench.outcome(bench.qemu(vmid, "stop")))
                .isEqualTo("can't lock file '/var/lock/qemu-server/lock-" + vmid + ".conf' - got timeout");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void aSecondActionRunsWhenTheFirstOneEndsInTime() {
        int vmid = bench.vm();
        bench.qemu(vmid, "start");

        assertThat(bench.outcome(bench.qemu(vmid, "stop"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void stopThatOverrulesEndsTheWaitingShutdown() {
        int vmid = bench.runningVm();
        ignoreShutdown(vmid);
        RawHttp.Answer shutdown = bench.qemu(vmid, "shutdown", "timeout=30");

        String stop = bench.outcome(bench.qemu(vmid, "stop", "overrule-shutdown=1"));

        assertThat(stop).isEqualTo("OK");
        assertThat(bench.outcome(shutdown)).isEqualTo("received interrupt");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void shutdownOfAVmThatDoesNotListenFailsAfterItsTime() {
        int vmid = bench.runningVm();
        ignoreShutdown(vmid);

        assertThat(bench.outcome(bench.qemu(vmid, "shutdown", "timeout=1"))).startsWith("VM quit/powerdown failed");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void shutdownWithForceStopsAVmThatDoesNotListen() {
        int vmid = bench.runningVm();
        ignoreShutdown(vmid);

        assertThat(bench.outcome(bench.qemu(vmid, "shutdown", "timeout=1", "forceStop=1")))
                .isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void rebootEndsWhenTheVmIsDownAndItComesBackByItself() {
        int vmid = bench.runningVm();

        String outcome = bench.outcome(bench.qemu(vmid, "reboot"));

        assertThat(outcome).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
        await().atMost(Duration.ofSeconds(8))
                .until(() -> bench.guests().state(vmid).equals("running"));
    }

    @Test
    void withoutQuorumStartIsRefusedAndStopIsNot() {
        int vmid = bench.vm();
        int running = bench.runningVm();
        bench.simulator().control().nodes().quorum(false);

        assertThat(bench.qemu(vmid, "start").statusLine()).isEqualTo("HTTP/1.1 500 cluster not ready - no quorum?");
        assertThat(bench.outcome(bench.qemu(running, "stop"))).isEqualTo("OK");
    }
}
