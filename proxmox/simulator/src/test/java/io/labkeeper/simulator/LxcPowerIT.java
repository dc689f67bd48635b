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
    void start_runs_a_container() {
        int vmid = bench.container();

        RawHttp.Answer answer = bench.lxc(vmid, "start");

        assertThat(answer.json().getString("data")).contains(":vzstart:" + vmid + ":");
        assertThat(bench.outcome(answer)).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "resume"})
    void what_needs_a_stopped_container_is_refused_at_once(String command) {
        int vmid = bench.runningContainer();

        assertThat(bench.lxc(vmid, command).statusLine()).isEqualTo("HTTP/1.1 500 CT " + vmid + " already running");
    }

    @ParameterizedTest
    @CsvSource({"stop,CT", "shutdown,CT", "suspend,CT", "reboot,VM"})
    void what_needs_a_running_container_is_refused_at_once(String command, String title) {
        int vmid = bench.container();

        assertThat(bench.lxc(vmid, command).statusLine())
                .isEqualTo("HTTP/1.1 500 " + title + " " + vmid + " not running");
    }

    @ParameterizedTest
    @CsvSource({"stop,CT", "shutdown,CT", "suspend,CT", "reboot,VM"})
    void a_container_that_runs_elsewhere_is_not_running_here(String command, String title) {
        int vmid = bench.runningContainer();
        bench.guests().migrate(vmid, "pve2");

        assertThat(bench.lxc(vmid, command).statusLine())
                .isEqualTo("HTTP/1.1 500 " + title + " " + vmid + " not running");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "resume"})
    void start_on_the_node_that_the_container_has_left_fails_as_a_task(String command) {
        int vmid = bench.container();
        bench.guests().migrate(vmid, "pve2");

        assertThat(bench.outcome(bench.lxc(vmid, command)))
                .isEqualTo("Configuration file 'nodes/pve1/lxc/" + vmid + ".conf' does not exist");
    }

    @Test
    void there_is_no_reset() {
        assertThat(bench.lxc(bench.runningContainer(), "reset").status()).isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown", "reboot", "suspend"})
    void a_lock_makes_the_task_fail(String command) {
        int vmid = bench.runningContainer();
        bench.guests().lock(vmid, "backup");

        assertThat(bench.outcome(bench.lxc(vmid, command))).isEqualTo("CT is locked (backup)");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void a_mounted_container_can_be_started_and_stopped() {
        int vmid = bench.container();
        bench.guests().lock(vmid, "mounted");

        assertThat(bench.outcome(bench.lxc(vmid, "start"))).isEqualTo("OK");
        assertThat(bench.outcome(bench.lxc(vmid, "shutdown"))).isEqualTo("CT is locked (mounted)");
        assertThat(bench.outcome(bench.lxc(vmid, "stop"))).isEqualTo("OK");
    }

    @Test
    void start_of_a_template_fails_as_a_task() {
        assertThat(bench.outcome(bench.lxc(9001, "start"))).contains("template");
    }

    @Test
    void resume_of_a_container_that_was_not_suspended_fails_as_a_task() {
        int vmid = bench.container();

        assertThat(bench.outcome(bench.lxc(vmid, "resume"))).contains("failed");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void a_suspended_container_can_be_resumed() {
        int vmid = bench.runningContainer();

        assertThat(bench.outcome(bench.lxc(vmid, "suspend"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
        assertThat(bench.outcome(bench.lxc(vmid, "resume"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void reboot_leaves_a_container_running() {
        int vmid = bench.runningContainer();

        assertThat(bench.outcome(bench.lxc(vmid, "reboot"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void shutdown_of_a_container_that_does_not_listen_fails_after_its_time() {
        int vmid = bench.runningContainer();
        bench.guests().edit(vmid, spec -> spec.withTraits(new GuestSpec.Traits(false, null, AgentMode.NONE, true)));

        assertThat(bench.outcome(bench.lxc(vmid, "shutdown", "timeout=1"))).contains("failed");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void a_second_action_waits_for_the_first_ones_lock_file_and_gives_up() {
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
    void without_quorum_start_is_refused() {
        int vmid = bench.container();
        bench.simulator().control().nodes().quorum(false);

        assertThat(bench.lxc(vmid, "start").statusLine()).isEqualTo("HTTP/1.1 500 cluster not ready - no quorum?");
    }
}
