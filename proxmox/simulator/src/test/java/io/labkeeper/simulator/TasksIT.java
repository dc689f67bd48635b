package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.simulator.state.Timing;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks: their state, their outcome, their lists. */
class TasksIT {

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
    void a_task_has_no_exit_status_while_it_runs() {
        bench.simulator().control().setTiming(Timing.TASK_DURATION, Duration.ofMinutes(1));
        int vmid = bench.vm();

        JsonObject task = bench.task(bench.qemu(vmid, "start").json().getString("data"));

        assertThat(task.getString("status")).isEqualTo("running");
        assertThat(task.containsKey("exitstatus")).isFalse();
        assertThat(task.getString("type")).isEqualTo("qmstart");
        assertThat(task.getString("id")).isEqualTo(Integer.toString(vmid));
        assertThat(task.getString("user")).isEqualTo("labkeeper@pve");
        assertThat(task.getString("tokenid")).isEqualTo("actor");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void a_task_takes_as_long_as_is_set() {
        bench.simulator().control().setTiming(Timing.TASK_DURATION, Duration.ofMillis(400));
        long before = System.nanoTime();

        bench.outcome(bench.qemu(bench.vm(), "start"));

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(Timing.TASK_DURATION.standard()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_task_with_warnings_has_done_its_work() {
        int vmid = bench.vm();
        bench.guests().nextTask(vmid, TaskOutcome.warning(2));

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("WARNINGS: 2");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void a_task_that_fails_has_changed_nothing_and_the_next_one_is_good_again() {
        int vmid = bench.vm();
        bench.guests().nextTask(vmid, TaskOutcome.failing("start failed: QEMU exited with code 1"));

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("start failed: QEMU exited with code 1");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("OK");
    }

    @Test
    void a_guest_can_start_and_die_at_once() {
        int vmid = bench.vm();
        bench.guests().nextTask(vmid, TaskOutcome.dying(Duration.ofMillis(20)));

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("OK");
        await().atMost(Duration.ofSeconds(8))
                .until(() -> bench.guests().state(vmid).equals("stopped"));
    }

    @Test
    void tasks_on_a_node_that_dies_end_with_an_unexpected_status() {
        bench.simulator().control().setTiming(Timing.TASK_DURATION, Duration.ofSeconds(5));
        int vmid = bench.vm();
        RawHttp.Answer accepted = bench.qemu(vmid, "start");

        bench.simulator().control().nodes().down("pve1");
        bench.simulator().control().nodes().up("pve1");
        bench.simulator().control().setTiming(Timing.TASK_DURATION, Bench.TASK);

        assertThat(bench.outcome(accepted)).isEqualTo("unexpected status");
        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPID:pve1:00000001:00000001:00000001:qmstart:100:root@pam:", "nonsense"})
    void an_unknown_task_is_a_wrong_parameter(String upid) {
        RawHttp.Answer answer = bench.get("/nodes/pve1/tasks/" + Bench.encode(upid) + "/status");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("errors").fieldNames()).containsExactly("upid");
    }

    @Test
    void a_task_is_known_only_on_its_own_node() {
        String upid = bench.qemu(bench.vm(), "start").json().getString("data");

        RawHttp.Answer answer = bench.get("/nodes/pve2/tasks/" + Bench.encode(upid) + "/status");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("errors").getString("upid")).isEqualTo("no such task");
    }

    @Test
    void another_ones_task_needs_audit_on_the_node() {
        String upid = bench.qemu(bench.vm(), "start").json().getString("data");

        RawHttp.Answer answer =
                bench.as(bench.simulator().powerlessToken(), "/nodes/pve1/tasks/" + Bench.encode(upid) + "/status");

        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 403 Permission check failed (/nodes/pve1, Sys.Audit)");
    }

    @Test
    void lists_hold_finished_tasks_running_ones_or_both() {
        bench.outcome(bench.qemu(bench.vm(), "start"));
        bench.simulator().control().setTiming(Timing.TASK_DURATION, Duration.ofMinutes(1));
        int vmid = bench.vm();
        bench.qemu(vmid, "start");

        assertThat(types("source=active")).containsExactly("qmstart");
        assertThat(types("")).containsExactly("qmcreate", "qmstart", "qmcreate");
        assertThat(types("source=all&vmid=" + vmid)).containsExactly("qmstart", "qmcreate");
        assertThat(types("source=all&limit=1")).containsExactly("qmstart");
        assertThat(types("source=all&typefilter=create")).containsExactly("qmcreate", "qmcreate");
        assertThat(types("source=all&since=4000000000")).isEmpty();
    }

    private List<String> types(String query) {
        return bench.get("/nodes/pve1/tasks?" + query).list().stream()
                .map(row -> ((JsonObject) row).getString("type"))
                .toList();
    }

    @Test
    void a_list_shows_the_outcome_of_finished_tasks_in_status() {
        int vmid = bench.runningVm();
        bench.outcome(bench.qemu(vmid, "start"));

        JsonObject row = bench.get("/nodes/pve1/tasks?limit=1").list().getJsonObject(0);

        assertThat(row.getString("status")).isEqualTo("VM " + vmid + " already running");
        assertThat(row.getLong("endtime")).isGreaterThanOrEqualTo(row.getLong("starttime"));
        assertThat(bench.get("/nodes/pve1/tasks?errors=1").list()).hasSize(1);
    }

    @Test
    void the_clusters_list_holds_only_ones_own_tasks_without_audit() {
        bench.outcome(bench.qemu(bench.vm(), "start"));

        assertThat(bench.get("/cluster/tasks").list()).hasSize(2);
        assertThat(bench.as(bench.simulator().powerlessToken(), "/cluster/tasks")
                        .list())
                .isEmpty();
    }
}
