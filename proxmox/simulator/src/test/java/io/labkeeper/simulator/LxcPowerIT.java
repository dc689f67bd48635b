package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.simulator.state.AgentMode;
import io.labkeeper.simulator.state.GuestSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Power actions of containers, row by row, above all where they differ from VMs. */
class LxcPowerIT {

    private Bench bench;

    @BeforeEach
    void start() {
        bench = Bench.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void startRunsAContainer() {
        int vmid = bench.container();

        RawHttp.Answer answer = bench.lxc(vmid, "start");

        assertThat(answer.json().getString("data")).contains(":vzstart:" + vmid + ":");
        assertThat(bench.outcome(answer)).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "resume"})
    void whatNeedsAStoppedContainerIsRefusedAtOnce(String command) {
        int vmid = bench.runningContainer();

        assertThat(bench.lxc(vmid, command).statusLine()).isEqualTo("HTTP/1.1 500 CT " + vmid + " already running");
    }

    @ParameterizedTest
    @CsvSource({"stop,CT", "shutdown,CT", "suspend,CT", "reboot,VM"})
    void whatNeedsARunningContainerIsRefusedAtOnce(String command, String title) {
        int vmid = bench.container();

        assertThat(bench.lxc(vmid, command).statusLine())
                .isEqualTo("HTTP/1.1 500 " + title + " " + vmid + " not running");
    }

    @ParameterizedTest
    @CsvSource({"stop,CT", "shutdown,CT", "suspend,CT", "reboot,VM"})
    void aContainerThatRunsElsewhereIsNotRunningHere(String command, String title) {
        int vmid = bench.runningContainer();
        bench.guests().migrate(vmid, "pve2");

        assertThat(bench.lxc(vmid, command).statusLine())
                .isEqualTo("HTTP/1.1 500 " + title + " " + vmid + " not running");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "resume"})
    void startOnTheNodeThatTheContainerHasLeftFailsAsATask(String command) {
        int vmid = bench.container();
        bench.guests().migrate(vmid, "pve2");

        assertThat(bench.outcome(bench.lxc(vmid, command)))
                .isEqualTo("Configuration file 'nodes/pve1/lxc/" + vmid + ".conf' does not exist");
    }

    @Test
    void thereIsNoReset() {
        assertThat(bench.lxc(bench.runningContainer(), "reset").status()).isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown", "reboot", "suspend"})
    void aLockMakesTheTaskFail(String command) {
        int vmid = bench.runningContainer();
        bench.guests().lock(vmid, "backup");

        assertThat(bench.outcome(bench.lxc(vmid, command))).isEqualTo("CT is locked (backup)");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "resume"})
    void aLockMakesTheTaskThatWouldStartItFail(String command) {
        int vmid = bench.container();
        bench.guests().lock(vmid, "snapshot");

        assertThat(bench.outcome(bench.lxc(vmid, command))).isEqualTo("CT is locked (snapshot)");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void aMountedContainerCanBeStartedAndStopped() {
        int vmid = bench.container();
        bench.guests().lock(vmid, "mounted");

        assertThat(bench.outcome(bench.lxc(vmid, "start"))).isEqualTo("OK");
        assertThat(bench.outcome(bench.lxc(vmid, "shutdown"))).isEqualTo("CT is locked (mounted)");
        assertThat(bench.outcome(bench.lxc(vmid, "stop"))).isEqualTo("OK");
    }

    @Test
    void startOfATemplateFailsAsATask() {
        assertThat(bench.outcome(bench.lxc(9001, "start"))).contains("template");
    }

    @Test
    void resumeOfAContainerThatWasNotSuspendedFailsAsATask() {
        int vmid = bench.container();

        assertThat(bench.outcome(bench.lxc(vmid, "resume"))).contains("failed");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void aSuspendedContainerCanBeResumed() {
        int vmid = bench.runningContainer();

        assertThat(bench.outcome(bench.lxc(vmid, "suspend"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
        assertThat(bench.outcome(bench.lxc(vmid, "resume"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void rebootLeavesAContainerRunning() {
        int vmid = bench.runningContainer();

        assertThat(bench.outcome(bench.lxc(vmid, "reboot"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void shutdownOfAContainerThatDoesNotListenFailsAfterItsTime() {
        int vmid = bench.runningContainer();
        bench.guests().edit(vmid, spec -> spec.withTraits(new GuestSpec.Traits(false, null, AgentMode.NONE, true)));

        assertThat(bench.outcome(bench.lxc(vmid, "shutdown", "timeout=1"))).contains("failed");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void aSecondActionWaitsForTheFirstOnesLockFileAndGivesUp() {
        int vmid = bench.runningContainer();
        bench.guests().edit(vmid, spec -> spec.withTraits(new GuestSpec.Traits(false, null, AgentMode.NONE, true)));
        RawHttp.Answer shutdown = bench.lxc(vmid, "shutdown", "timeout=30");

        assertThat(bench.outcome(bench.lxc(vmid, "stop")))
                .startsWith("can't lock file")
                .endsWith("got timeout");
        assertThat(bench.outcome(bench.lxc(vmid, "stop", "overrule-shutdown=1")))
                .isEqualTo("OK");
        assertThat(bench.outcome(shutdown)).isEqualTo("received interrupt");
    }

    @Test
    void withoutQuorumStartIsRefusedAndStopIsNot() {
        int vmid = bench.container();
        int running = bench.runningContainer();
        bench.simulator().control().nodes().quorum(false);

        assertThat(bench.lxc(vmid, "start").statusLine()).isEqualTo("HTTP/1.1 500 cluster not ready - no quorum?");
        assertThat(bench.outcome(bench.lxc(running, "stop"))).isEqualTo("OK");
    }
}
