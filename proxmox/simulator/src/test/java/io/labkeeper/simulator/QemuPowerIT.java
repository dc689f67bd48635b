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
    void an_order_is_accepted_with_a_upid_and_done_when_its_task_ends() {
        int vmid = bench.vm();

        RawHttp.Answer answer = bench.qemu(vmid, "start");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("data"))
                .matches("UPID:pve1:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:qmstart:" + vmid + ":labkeeper@pve!actor:");
        assertThat(bench.outcome(answer)).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void start_of_a_running_vm_is_accepted_and_its_task_fails() {
        int vmid = bench.runningVm();

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("VM " + vmid + " already running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown"})
    void stopping_a_stopped_vm_is_ok(String command) {
        int vmid = bench.vm();

        assertThat(bench.outcome(bench.qemu(vmid, command))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown"})
    void stopping_a_running_vm_stops_it(String command) {
        int vmid = bench.runningVm();

        assertThat(bench.outcome(bench.qemu(vmid, command))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "reboot", "suspend", "resume"})
    void what_needs_a_running_vm_is_refused_at_once(String command) {
        int vmid = bench.vm();

        assertThat(bench.qemu(vmid, command).statusLine()).isEqualTo("HTTP/1.1 500 VM " + vmid + " not running");
    }

    @Test
    void start_on_the_node_that_the_vm_has_left_fails_as_a_task() {
        int vmid = bench.vm();
        bench.guests().migrate(vmid, "pve2");

        assertThat(bench.outcome(bench.qemu(vmid, "start")))
                .isEqualTo("Configuration file 'nodes/pve1/qemu-server/" + vmid + ".conf' does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown"})
    void stop_on_the_node_that_the_vm_has_left_fails_as_a_task(String command) {
        int vmid = bench.runningVm();
        bench.guests().migrate(vmid, "pve2");

        assertThat(bench.outcome(bench.qemu(vmid, command)))
                .isEqualTo("unable to find configuration file for VM " + vmid + " on node 'pve1'");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "reboot", "suspend", "resume"})
    void other_actions_on_the_node_that_the_vm_has_left_are_refused_at_once(String command) {
        int vmid = bench.runningVm();
        bench.guests().migrate(vmid, "pve2");

        assertThat(bench.qemu(vmid, command).statusLine())
                .isEqualTo("HTTP/1.1 500 unable to find configuration file for VM " + vmid + " on node 'pve1'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown", "reset", "reboot", "suspend", "resume"})
    void a_lock_makes_the_task_fail(String command) {
        int vmid = bench.runningVm();
        bench.guests().lock(vmid, "snapshot");

        assertThat(bench.outcome(bench.qemu(vmid, command))).isEqualTo("VM is locked (snapshot)");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void start_of_a_locked_vm_fails_but_stop_of_a_stopped_one_is_ok_in_spite_of_the_lock() {
        int vmid = bench.vm();
        bench.guests().lock(vmid, "backup");

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("VM is locked (backup)");
        assertThat(bench.outcome(bench.qemu(vmid, "stop"))).isEqualTo("OK");
    }

    @Test
    void start_of_a_vm_held_by_a_running_backup_resumes_it() {
        int vmid = bench.runningVm();
        bench.guests().lock(vmid, "backup");
        bench.guests().state(vmid, "prelaunch");

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void start_of_a_vm_suspended_to_disk_wakes_it_up() {
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
    void suspend_pauses_in_memory_and_resume_continues() {
        int vmid = bench.runningVm();

        bench.outcome(bench.qemu(vmid, "suspend"));
        String between = bench.guests().state(vmid);
        bench.outcome(bench.qemu(vmid, "resume"));

        assertThat(between).isEqualTo("paused");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void start_of_a_template_fails_as_a_task() {
        assertThat(bench.outcome(bench.qemu(9000, "start"))).contains("template");
    }

    @Test
    void shutdown_of_a_paused_vm_is_refused_unless_forced() {
        int vmid = bench.runningVm();
        bench.guests().state(vmid, "paused");

        assertThat(bench.qemu(vmid, "shutdown").statusLine()).isEqualTo("HTTP/1.1 500 VM is paused - cannot shutdown");
        assertThat(bench.outcome(bench.qemu(vmid, "shutdown", "forceStop=1"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void a_second_action_waits_for_the_first_ones_lock_file_and_gives_up() {
        int vmid = bench.runningVm();
        ignoreShutdown(vmid);
        bench.qemu(vmid, "shutdown", "timeout=30");

        assertThat(bench.outcome(bench.qemu(vmid, "stop")))
                .isEqualTo("can't lock file '/var/lock/qemu-server/lock-" + vmid + ".conf' - got timeout");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void a_second_action_runs_when_the_first_one_ends_in_time() {
        int vmid = bench.vm();
        bench.qemu(vmid, "start");

        assertThat(bench.outcome(bench.qemu(vmid, "stop"))).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void stop_that_overrules_ends_the_waiting_shutdown() {
        int vmid = bench.runningVm();
        ignoreShutdown(vmid);
        RawHttp.Answer shutdown = bench.qemu(vmid, "shutdown", "timeout=30");

        String stop = bench.outcome(bench.qemu(vmid, "stop", "overrule-shutdown=1"));

        assertThat(stop).isEqualTo("OK");
        assertThat(bench.outcome(shutdown)).isEqualTo("received interrupt");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void shutdown_of_a_vm_that_does_not_listen_fails_after_its_time() {
        int vmid = bench.runningVm();
        ignoreShutdown(vmid);

        assertThat(bench.outcome(bench.qemu(vmid, "shutdown", "timeout=1"))).startsWith("VM quit/powerdown failed");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void shutdown_with_force_stops_a_vm_that_does_not_listen() {
        int vmid = bench.runningVm();
        ignoreShutdown(vmid);

        assertThat(bench.outcome(bench.qemu(vmid, "shutdown", "timeout=1", "forceStop=1")))
                .isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void reboot_ends_when_the_vm_is_down_and_it_comes_back_by_itself() {
        int vmid = bench.runningVm();

        String outcome = bench.outcome(bench.qemu(vmid, "reboot"));

        assertThat(outcome).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
        await().atMost(Duration.ofSeconds(8))
                .until(() -> bench.guests().state(vmid).equals("running"));
    }

    @Test
    void without_quorum_start_is_refused_and_stop_is_not() {
        int vmid = bench.vm();
        int running = bench.runningVm();
        bench.simulator().control().nodes().quorum(false);

        assertThat(bench.qemu(vmid, "start").statusLine()).isEqualTo("HTTP/1.1 500 cluster not ready - no quorum?");
        assertThat(bench.outcome(bench.qemu(running, "stop"))).isEqualTo("OK");
    }
}
