package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.run.Checkpoints.Checkpoint;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.actions.testing.Lab.Counting;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.simulator.http.Counters;
import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runners that share the work, and that die in the middle of it. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class TwoRunnersIT extends RunnerHarness {

    @Inject
    PostgresInventory inventory;

    @Test
    void noActionIsOrderedTwice() {
        Lab.labA().control().setTiming(Timing.TASK_DURATION, Duration.ofMillis(20));
        List<Integer> vmids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            orderStart(vmids);
        }

        runner("one").start();
        runner("two").start();
        // One of them may take all that is there: more comes until both have had some of it.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            orderStart(vmids);
            return "2".equals(Stores.value("SELECT count(DISTINCT claimed_by) FROM action"));
        });
        String all = Integer.toString(vmids.size());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> all.equals(Stores.value("SELECT count(*) FROM action WHERE state = 'succeeded'")));

        assertThat(vmids).allSatisfy(vmid -> assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL))
                .hasSize(1));
        assertThat(Stores.value("SELECT count(*) FROM audit WHERE event = 'action_ended'"))
                .isEqualTo(all);
    }

    private static void orderStart(List<Integer> vmids) {
        int vmid = Lab.stopped(Lab.labA());
        vmids.add(vmid);
        Lab.action(Lab.labA(), vmid, "start");
    }

    /** Dies at the given moment: nothing more is written, and the claim is not renewed. */
    private Checkpoints dyingAt(Checkpoint moment, AtomicReference<Runner> victim, CountDownLatch dead) {
        return (checkpoint, action) -> {
            if (checkpoint == moment) {
                victim.get().halt();
                dead.countDown();
                return Uni.createFrom().failure(new IllegalStateException("died at " + moment));
            }
            return Uni.createFrom().voidItem();
        };
    }

    private String survive(Checkpoint moment, int vmid, String kind) throws InterruptedException {
        String action = Lab.action(Lab.labA(), vmid, kind);
        AtomicReference<Runner> victim = new AtomicReference<>();
        CountDownLatch dead = new CountDownLatch(1);
        victim.set(runner("victim", dyingAt(moment, victim, dead)));
        victim.get().start();
        assertThat(dead.await(10, TimeUnit.SECONDS)).isTrue();

        runner("heir").start();
        awaitEnd(action);
        return action;
    }

    @ParameterizedTest
    @EnumSource(Checkpoint.class)
    void whoeverDiesAStartIsCarriedOutOnce(Checkpoint moment) throws InterruptedException {
        int vmid = Lab.stopped(Lab.labA());

        String action = survive(moment, vmid, "start");

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(action, "outcome")).isEqualTo("running");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).hasSize(1);
        assertThat(Stores.value("SELECT count(*) FROM audit WHERE event = 'action_ended'"))
                .isEqualTo("1");
        assertThat(inventory.recentActions().await().atMost(PATIENCE))
                .as("what readers see once a second, also of an end that nobody told them")
                .filteredOn(notice -> notice.id().equals(action))
                .extracting(ActionNotice::state, ActionNotice::outcome)
                .containsExactly(tuple(ActionPhase.SUCCEEDED, VmStatus.RUNNING));
    }

    @Test
    void whoeverDiesBeforeItClaimsLeavesItAllToTheHeir() throws InterruptedException {
        int vmid = Lab.stopped(Lab.labA());
        String action = Lab.action(Lab.labA(), vmid, "start");
        AtomicReference<Runner> victim = new AtomicReference<>();
        CountDownLatch dead = new CountDownLatch(1);
        victim.set(runner("victim", new DyingBeforeTheClaim(victim, dead)));
        victim.get().start();
        assertThat(dead.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Lab.column(action, "state")).isEqualTo("accepted");

        runner("heir").start();
        awaitEnd(action);

        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).hasSize(1);
        assertThat(Stores.value("SELECT count(*) FROM audit WHERE event = 'action_ended'"))
                .isEqualTo("1");
    }

    private record DyingBeforeTheClaim(AtomicReference<Runner> victim, CountDownLatch dead) implements Checkpoints {

        @Override
        public Uni<Void> passed(Checkpoint checkpoint, Action action) {
            return Uni.createFrom().failure(new IllegalStateException("it has claimed something: " + action));
        }

        @Override
        public Uni<Void> aboutToClaim() {
            victim.get().halt();
            dead.countDown();
            return Uni.createFrom().failure(new IllegalStateException("died before the claim"));
        }
    }

    @Test
    void aRebootThatPerhapsWasSentIsNotSentByTheHeir() throws InterruptedException {
        int vmid = Lab.running(Lab.labA());

        String action = survive(Checkpoint.SUBMITTING_SAVED, vmid, "reboot");

        assertThat(Lab.column(action, "state")).isEqualTo("unknown");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).isEmpty();
    }

    @Test
    void anOrderThatMayStillWaitForRoomIsNotSentByTheHeir() {
        int vmid = Lab.stopped(Lab.labA());
        String action = Lab.action(Lab.labA(), vmid, "start");
        Stores.sql("UPDATE action SET state = 'submitting', sent = 1, claimed_by = 'slow',"
                + " submitting_at = clock_timestamp() - interval '1 second', claim_until = clock_timestamp()");
        Counters requests = Lab.labA().control().requests();
        requests.reset();

        runner("heir", checkpoints, new Crowded(clients)).start();
        await().atMost(PATIENCE).until(() -> requests.of("GET /nodes/{node}/tasks") >= 3);

        assertThat(Lab.column(action, "state")).isEqualTo("submitting");
        assertThat(Lab.column(action, "sent")).isEqualTo("1");
        Lab.labA().control().guests().start(vmid);
        awaitEnd(action);
        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).isEmpty();
    }

    @Test
    void aRunnerThatWakesUpLateCannotWrite() {
        int vmid = Lab.stopped(Lab.labA());
        String action = Lab.action(Lab.labA(), vmid, "start");
        var late = store.claim("late", 1, Set.of()).await().atMost(PATIENCE).get(0);
        Stores.sql("UPDATE action SET claim_until = clock_timestamp() - interval '1 second'");
        runner("heir").start();
        awaitEnd(action);

        Progress progress = new Progress(new RunContext("late", store, announcer, checkpoints, config, clock), late);
        Throwable refusal = progress.submitting("pve1")
                .onItemOrFailure()
                .<Throwable>transform((item, failure) -> failure)
                .await()
                .atMost(PATIENCE);

        assertThat(refusal).isInstanceOf(LostClaim.class);
    }

    @Test
    void aReplicaThatShutsDownLeavesItsWorkToOthersAtOnce() {
        Lab.labA().control().setTiming(Timing.TASK_DURATION, Duration.ofSeconds(4));
        int vmid = Lab.stopped(Lab.labA());
        String action = Lab.action(Lab.labA(), vmid, "start");
        Runner first = runner("first");
        first.start();
        await().atMost(PATIENCE).until(() -> "submitted".equals(Lab.column(action, "state")));

        first.leave().chain(first::leaveAll).await().atMost(PATIENCE);

        assertThat(Lab.column(action, "claimed_by")).isNull();
        runner("second").start();
        awaitEnd(action);
        assertThat(Lab.column(action, "state")).isEqualTo("succeeded");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).hasSize(1);
    }

    @Test
    void anOrderThatStillWaitsForRoomIsNotSentOnceItsActionIsSuperseded() throws Exception {
        int vmid = Lab.running(Lab.labA());
        String action = Lab.action(Lab.labA(), vmid, "shutdown");
        ProxmoxClient client = clients.client("lab-a").orElseThrow();
        Lab.labA().control().faults().add(Fault.always(FaultKind.HANG, "GET", "/cluster/resources", Fault.Effect.NONE));
        List<CompletableFuture<?>> crowd = new CopyOnWriteArrayList<>();
        CountDownLatch saved = new CountDownLatch(1);
        Runner runner = runner("runner", (checkpoint, it) -> {
            if (checkpoint == Checkpoint.SUBMITTING_SAVED) {
                takeAllRoom(client, crowd);
                saved.countDown();
            }
            return checkpoints.passed(checkpoint, it);
        });
        runner.start();
        assertThat(saved.await(10, TimeUnit.SECONDS)).isTrue();

        Stores.sql("UPDATE action SET state = 'superseded', finished_at = clock_timestamp(), version = version + 1");
        runner.withdraw(UUID.fromString(action));

        await().atMost(PATIENCE).until(() -> runner.underWay() == 0);
        await().atMost(PATIENCE).until(() -> crowd.stream().allMatch(CompletableFuture::isDone));
        Lab.labA().control().faults().clear();
        // Whatever waited before this call is served before it.
        client.resources().await().atMost(PATIENCE);
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).isEmpty();
    }

    /** Asks what is not answered until its time limit, as often as calls to the cluster are allowed at once. */
    private static void takeAllRoom(ProxmoxClient client, List<CompletableFuture<?>> crowd) {
        for (int i = 0; i < Lab.CONCURRENCY; i++) {
            crowd.add(client.resources().subscribeAsCompletionStage());
        }
    }

    @Test
    void aRunnerThatHasLostItsClaimStopsFollowingTheTask() {
        int vmid = Lab.stopped(Lab.labA());
        Lab.labA().control().guests().nextTask(vmid, new TaskOutcome(null, 0, Duration.ofMinutes(5), null));
        String action = Lab.action(Lab.labA(), vmid, "start");
        Stores.sql("UPDATE action SET timeout_seconds = 600");
        Runner runner = runner("runner");
        runner.start();
        await().atMost(PATIENCE).until(() -> "submitted".equals(Lab.column(action, "state")));

        Stores.sql("UPDATE action SET claimed_by = 'another', claim_until = clock_timestamp() + interval '1 hour'");

        await().atMost(PATIENCE).until(() -> runner.underWay() == 0);
        assertThat(Lab.column(action, "state")).isEqualTo("submitted");
    }
}
