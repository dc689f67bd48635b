package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.testing.Lab;
import io.labkeeper.actions.testing.Lab.Counting;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an action, against real stores and the simulator. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class RunnerIT extends RunnerHarness {

    private String ended(int vmid, String kind) {
        String action = Lab.action(Lab.labA(), vmid, kind);
        runner("runner").start();
        awaitEnd(action);
        return action;
    }

    @ParameterizedTest
    @EnumSource(GuestKind.class)
    void aStartRunsTheVm(GuestKind kind) {
        int vmid = Lab.guest(Lab.labA(), Lab.nextVmid(), kind, false);

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "changed")).isEqualTo("t");
        assertThat(Lab.column(action, "outcome")).isEqualTo("running");
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("running");
    }

    @ParameterizedTest
    @CsvSource({"stop, stopped", "shutdown, stopped"})
    void anEndIsTheEnd(String kind, String outcome) {
        int vmid = Lab.running(Lab.labA());

        String action = ended(vmid, kind);

        assertThat(Lab.column(action, "outcome")).isEqualTo(outcome);
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void aSuspendedContainerIsNotShownAsPausedSinceItIsDown() {
        int vmid = Lab.guest(Lab.labA(), Lab.nextVmid(), GuestKind.LXC, true);

        String action = ended(vmid, "suspend");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "outcome")).isNull();
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("stopped");
    }

    @Test
    void aSuspendedVmIsShownAsPaused() {
        int vmid = Lab.running(Lab.labA());

        String action = ended(vmid, "suspend");

        assertThat(Lab.column(action, "outcome")).isEqualTo("paused");
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("paused");
    }

    @Test
    void aWishThatIsMetIsNotOrdered() {
        int vmid = Lab.running(Lab.labA());

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "changed")).isEqualTo("f");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).isEmpty();
    }

    @Test
    void aStartOfAVmThatABackupHoldsResumesIt() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().guests().state(vmid, "prelaunch");
        Lab.labA().control().guests().lock(vmid, "backup");

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "changed")).isEqualTo("t");
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void aTaskWithWarningsIsASuccess() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().guests().nextTask(vmid, TaskOutcome.warning(2));

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
    }

    @Test
    void aVmThatDiesAtOnceHasBeenStartedAllTheSame() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().guests().nextTask(vmid, TaskOutcome.dying(Duration.ZERO));

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("stopped");
    }

    @ParameterizedTest
    @EnumSource(GuestKind.class)
    void aGuestThatHasMovedIsStoppedWhereItIs(GuestKind kind) {
        int vmid = Lab.guest(Lab.labA(), Lab.nextVmid(), kind, true);
        Lab.labA().control().guests().migrate(vmid, "pve2");

        String action = ended(vmid, "stop");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "node")).isEqualTo("pve2");
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("stopped");
    }

    @ParameterizedTest
    @EnumSource(GuestKind.class)
    void aGuestThatMovesBetweenTheLookAndTheOrderIsOrderedOnceMore(GuestKind kind) {
        int vmid = Lab.guest(Lab.labA(), Lab.nextVmid(), kind, true);
        String action = Lab.action(Lab.labA(), vmid, "stop");

        runner("runner", movingOnce(vmid)).start();
        awaitEnd(action);

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "sent")).isEqualTo("2");
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("stopped");
    }

    private Checkpoints movingOnce(int vmid) {
        return (checkpoint, action) -> {
            if (checkpoint == Checkpoints.Checkpoint.SUBMITTING_SAVED) {
                Lab.labA().control().guests().migrate(vmid, "pve3");
            }
            return checkpoints.passed(checkpoint, action);
        };
    }

    @Test
    void aLockIsNamed() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().guests().lock(vmid, "snapshot");

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "error_code")).isEqualTo("vm_locked");
        assertThat(Lab.column(action, "error_message")).contains("snapshot");
    }

    @Test
    void aVmThatIsGoneIsReportedSo() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().guests().delete(vmid);

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("failed");
        assertThat(Lab.column(action, "error_code")).isEqualTo("vm_gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deleted_at = clock_timestamp()", "birth = NULL", "birth = 'another'"})
    void aNumberThatIsAnotherVmsByNowIsLeftAlone(String inInventory) {
        int vmid = Lab.stopped(Lab.labA());
        String action = Lab.action(Lab.labA(), vmid, "start");
        Stores.sql("UPDATE action SET birth = 'birth-" + vmid + "'");
        Stores.sql("UPDATE vm_inventory SET " + inInventory + " WHERE vmid = " + vmid);

        runner("runner").start();
        awaitEnd(action);

        assertThat(Lab.column(action, "state")).isEqualTo("failed");
        assertThat(Lab.column(action, "error_code")).isEqualTo("vm_gone");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).isEmpty();
    }

    @Test
    void aNumberThatBecomesAnotherVmsBetweenTheLookAndTheRepeatIsLeftAlone() {
        int vmid = Lab.running(Lab.labA());
        String action = Lab.action(Lab.labA(), vmid, "stop");
        Checkpoints replacing = (checkpoint, it) -> {
            if (checkpoint == Checkpoints.Checkpoint.SUBMITTING_SAVED) {
                Lab.labA().control().guests().migrate(vmid, "pve3");
                Stores.sql("UPDATE vm_inventory SET deleted_at = clock_timestamp() WHERE vmid = " + vmid);
            }
            return checkpoints.passed(checkpoint, it);
        };

        runner("runner", replacing).start();
        awaitEnd(action);

        assertThat(Lab.column(action, "state")).isEqualTo("failed");
        assertThat(Lab.column(action, "error_code")).isEqualTo("vm_gone");
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void aVmWhoseBirthWasNotKnownWhenItWasAskedForIsTheOneMeant() {
        int vmid = Lab.stopped(Lab.labA());

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "birth")).isNull();
        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
    }

    @Test
    void aNodeThatIsDownIsReportedSo() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().nodes().down("pve1");

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "error_code")).isEqualTo("node_offline");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).isEmpty();
    }

    @Test
    void aNodeThatCannotBeReachedIsReportedSo() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().nodes().unreachable("pve1", 595);

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("failed");
        assertThat(Lab.column(action, "error_code")).isEqualTo("node_offline");
        assertThat(Lab.column(action, "error_message")).isEqualTo("The VM's node pve1 cannot be reached.");
    }

    @Test
    void aClusterThatIsAwayEndsTheActionWithAnExplanation() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().faults().add(Fault.always(FaultKind.RESET, null, "*", Fault.Effect.NONE));

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("failed");
        assertThat(Lab.column(action, "error_code")).isEqualTo("proxmox_error");
        assertThat(Lab.column(action, "error_message")).isEqualTo("The cluster cannot be reached.");
    }

    @Test
    void aClusterWithoutQuorumIsReportedSo() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().nodes().quorum(false);

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "error_code")).isEqualTo("no_quorum");
    }

    @Test
    void aMissingRightIsReportedSo() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA()
                .control()
                .faults()
                .add(Fault.always(
                        FaultKind.STATUS,
                        "POST",
                        "/nodes/*/qemu/" + vmid + "/status/start",
                        Fault.Effect.NONE.withStatus(403, "Permission check failed (/vms/1, VM.PowerMgmt)")));

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "error_code")).isEqualTo("not_allowed_on_proxmox");
    }

    @Test
    void aGuestUnderHaIsJudgedByItsStateAndShowsNoOverlay() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().guests().manageByHa(vmid, "pve2");

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "outcome")).isNull();
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("running");
    }

    @Test
    void aRebootHasSucceededOnceTheVmIsUpAgain() {
        int vmid = Lab.running(Lab.labA());

        String action = ended(vmid, "reboot");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "outcome")).isNull();
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("running");
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"RESET", "HANG"})
    void anOrderWhoseAnswerIsLostIsFoundInTheTaskList(FaultKind fault) {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA()
                .control()
                .faults()
                .add(Fault.always(
                                fault,
                                "POST",
                                "/nodes/*/qemu/" + vmid + "/status/start",
                                Fault.Effect.NONE.afterwards())
                        .times(1));

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "upid")).startsWith("UPID:pve1:");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).hasSize(1);
    }

    @Test
    void aStartThatVerifiablyNeverArrivedIsSentAgain() {
        int vmid = Lab.stopped(Lab.labA());
        loseOrders(vmid, "start");

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "sent")).isEqualTo("2");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).hasSize(1);
    }

    @Test
    void triesThatSentNothingDoNotCountAsSent() {
        int vmid = Lab.stopped(Lab.labA());
        loseOrders(vmid, "start");
        String action = Lab.action(Lab.labA(), vmid, "start");
        AtomicInteger unsent = new AtomicInteger(config.mostSent() - 1);

        runner("runner", checkpoints, new LateConnection(clients, unsent)).start();
        awaitEnd(action);

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "sent")).isEqualTo(Integer.toString(config.mostSent() + 1));
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).hasSize(1);
    }

    @Test
    void aRebootOfUnknownFateIsNeverSentAgain() {
        int vmid = Lab.running(Lab.labA());
        loseOrders(vmid, "reboot");

        String action = ended(vmid, "reboot");

        assertThat(Lab.column(action, "state")).isEqualTo("unknown");
        assertThat(Lab.column(action, "sent")).isEqualTo("1");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).isEmpty();
    }

    private static void loseOrders(int vmid, String kind) {
        Lab.labA()
                .control()
                .faults()
                .add(Fault.always(
                                FaultKind.RESET, "POST", "/nodes/*/qemu/" + vmid + "/status/" + kind, Fault.Effect.NONE)
                        .times(1));
    }

    @Test
    void aTaskThatNeverEndsIsUnknownAfterItsLimit() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().guests().nextTask(vmid, new TaskOutcome(null, 0, Duration.ofMinutes(5), null));

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("unknown");
        assertThat(Lab.column(action, "error_code")).isEqualTo("timeout");
    }

    @Test
    void whatProxmoxCallsDoneAlreadyButDoesNotShowIsUnknown() {
        int vmid = Lab.guest(Lab.labA(), Lab.nextVmid(), GuestKind.LXC, false);
        String words = "CT " + vmid + " already running";
        Lab.labA()
                .control()
                .faults()
                .add(Fault.always(
                        FaultKind.STATUS,
                        "POST",
                        "/nodes/*/lxc/" + vmid + "/status/start",
                        Fault.Effect.NONE.withStatus(500, words)));

        String action = ended(vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("unknown");
        assertThat(Lab.column(action, "error_detail")).isEqualTo(words);
        assertThat(Lab.column(action, "outcome")).isNull();
    }

    @Test
    void anEndIsInTheAuditTrailOnce() {
        int vmid = Lab.stopped(Lab.labA());

        String action = ended(vmid, "start");

        assertThat(Stores.value("SELECT count(*) FROM audit WHERE event = 'action_ended' AND result = 'succeeded'"
                        + " AND action_id = '" + action + "'"))
                .isEqualTo("1");
    }

    @Test
    void noMoreThanTheConfiguredNumberIsUnderWayInACluster() {
        Lab.labA().control().setTiming(Timing.TASK_DURATION, Duration.ofMillis(500));
        for (int i = 0; i < config.perCluster() + 10; i++) {
            Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "start");
        }

        runner("one").start();
        runner("two").start();

        String underWay = "SELECT count(*) FROM action WHERE state IN ('claimed', 'submitting', 'submitted')";
        await().atMost(PATIENCE)
                .conditionEvaluationListener(condition ->
                        assertThat(Integer.parseInt(Stores.value(underWay))).isLessThanOrEqualTo(config.perCluster()))
                .until(() -> "0".equals(Stores.value("SELECT count(*) FROM action WHERE finished_at IS NULL")));
    }
}
