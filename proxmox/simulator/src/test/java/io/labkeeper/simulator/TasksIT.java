package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.simulator.state.GuestKind;
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
    void aTaskHasNoExitStatusWhileItRuns() {
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
    void aTaskTakesAsLongAsIsSet() {
        bench.simulator().control().setTiming(Timing.TASK_DURATION, Duration.ofMillis(400));
        long before = System.nanoTime();

        bench.outcome(bench.qemu(bench.vm(), "start"));

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(Timing.TASK_DURATION.standard()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aTaskWithWarningsHasDoneItsWork() {
        int vmid = bench.vm();
        bench.guests().nextTask(vmid, TaskOutcome.warning(2));

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("WARNINGS: 2");
        assertThat(bench.guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void aTaskThatFailsHasChangedNothingAndTheNextOneIsGoodAgain() {
        int vmid = bench.vm();
        bench.guests().nextTask(vmid, TaskOutcome.failing("start failed: QEMU exited with code 1"));

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("start failed: QEMU exited with code 1");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("OK");
    }

    @Test
    void aGuestCanStartAndDieAtOnce() {
        int vmid = bench.vm();
        bench.guests().nextTask(vmid, TaskOutcome.dying(Duration.ofMillis(20)));

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("OK");
        await().atMost(Duration.ofSeconds(8))
                .until(() -> bench.guests().state(vmid).equals("stopped"));
    }

    @Test
    void tasksOnANodeThatDiesEndWithAnUnexpectedStatus() {
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
    void anUnknownTaskIsAWrongParameter(String upid) {
        RawHttp.Answer answer = bench.get("/nodes/pve1/tasks/" + Bench.encode(upid) + "/status");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("errors").fieldNames()).containsExactly("upid");
    }

    @Test
    void aTaskIsKnownOnlyOnItsOwnNode() {
        String upid = bench.qemu(bench.vm(), "start").json().getString("data");

        RawHttp.Answer answer = bench.get("/nodes/pve2/tasks/" + Bench.encode(upid) + "/status");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("errors").getString("upid")).isEqualTo("no such task");
    }

    @Test
    void anotherOnesTaskNeedsAuditOnTheNode() {
        String upid = bench.qemu(bench.vm(), "start").json().getString("data");

        RawHttp.Answer answer =
                bench.as(bench.simulator().powerlessToken(), "/nodes/pve1/tasks/" + Bench.encode(upid) + "/status");

        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 403 Permission check failed (/nodes/pve1, Sys.Audit)");
    }

    @Test
    void listsHoldFinishedTasksRunningOnesOrBoth() {
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
    void aListShowsTheOutcomeOfFinishedTasksInStatus() {
        int vmid = bench.runningVm();
        bench.outcome(bench.qemu(vmid, "start"));

        JsonObject row = bench.get("/nodes/pve1/tasks?limit=1").list().getJsonObject(0);

        assertThat(row.getString("status")).isEqualTo("VM " + vmid + " already running");
        assertThat(row.getLong("endtime")).isGreaterThanOrEqualTo(row.getLong("starttime"));
        assertThat(bench.get("/nodes/pve1/tasks?errors=1").list()).hasSize(1);
    }

    @Test
    void theClustersListHoldsOnlyOnesOwnTasksWithoutAudit() {
        bench.outcome(bench.qemu(bench.vm(), "start"));

        assertThat(bench.get("/cluster/tasks").list()).hasSize(2);
        assertThat(bench.as(bench.simulator().powerlessToken(), "/cluster/tasks")
                        .list())
                .isEmpty();
    }

    @Test
    void theClustersListShowsTheOutcomeInStatusAndNothingThereWhileATaskRuns() {
        int vmid = bench.runningVm();
        bench.outcome(bench.qemu(vmid, "start"));
        bench.simulator().control().setTiming(Timing.TASK_DURATION, Duration.ofMinutes(1));
        bench.qemu(vmid, "stop");

        List<JsonObject> rows = bench.get("/cluster/tasks").list().stream()
                .map(JsonObject.class::cast)
                .toList();

        assertThat(rows).extracting(row -> row.getString("type")).startsWith("qmstop", "qmstart");
        assertThat(rows.get(0).containsKey("status")).isFalse();
        assertThat(rows.get(0).containsKey("endtime")).isFalse();
        assertThat(rows.get(1).getString("status")).isEqualTo("VM " + vmid + " already running");
        assertThat(rows.get(rows.size() - 1).getString("status")).isEqualTo("OK");
    }

    @Test
    void theClustersListIsNoHistoryEachNodeTellsOfSoManyTasksOnly() {
        bench.guests().create(GuestKind.QEMU, "pve2", "early");
        for (int i = 0; i < 30; i++) {
            bench.vm();
        }

        List<String> nodes = bench.get("/cluster/tasks").list().stream()
                .map(row -> ((JsonObject) row).getString("node"))
                .toList();

        assertThat(nodes).filteredOn("pve1"::equals).hasSize(25);
        assertThat(nodes)
                .as("a busy node does not drive another one's out")
                .filteredOn("pve2"::equals)
                .hasSize(1);
    }

    @Test
    void aMachinesMigrationIsWrittenWithOneM() {
        bench.guests().migrate(bench.vm(), "pve2");
        bench.guests().migrate(bench.container(), "pve2");

        assertThat(bench.get("/cluster/tasks").list().stream()
                        .map(row -> ((JsonObject) row).getString("type"))
                        .toList())
                .contains("qmigrate", "vzmigrate");
    }
}
