package io.labkeeper.actions.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.schedule.RunCheckpoints.Checkpoint;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replicas that share the schedules, and one that dies in the middle of them. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class TwoReplicasIT extends ScheduleRunnerHarness {
    private static final String THIS_MINUTE = "date_trunc('minute', clock_timestamp())";
    private static final int SCHEDULES = 200;

    /** Dies when it passes this for the given time: nothing that it has in hand goes on. */
    private static final class Dying implements RunCheckpoints {
        private final AtomicReference<ScheduleRunner> victim = new AtomicReference<>();
        private final AtomicInteger passed = new AtomicInteger();
        private final CountDownLatch dead = new CountDownLatch(1);
        private final Checkpoint moment;
        private final int time;

        private Dying(Checkpoint moment, int time) {
            this.moment = moment;
            this.time = time;
        }

        @Override
        public Uni<Void> passed(Checkpoint checkpoint, DueRun run) {
            if (checkpoint == moment && passed.incrementAndGet() == time) {
                victim.get().halt();
                dead.countDown();
            }
            return dead.getCount() == 0
                    ? Uni.createFrom().failure(new IllegalStateException("died at " + moment))
                    : Uni.createFrom().voidItem();
        }
    }

    @ParameterizedTest
    @EnumSource(Checkpoint.class)
    void twoHundredOfTheSameMinuteRunOnceEachThoughOneReplicaDies(Checkpoint moment) throws InterruptedException {
        for (int i = 0; i < SCHEDULES; i++) {
            due(Lab.stopped(Lab.labA()), THIS_MINUTE);
        }
        Dying hooks = new Dying(moment, 20);
        ScheduleRunner victim = runner("victim", hooks);
        hooks.victim.set(victim);

        victim.start();
        assertThat(hooks.dead.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        runner("heir").start();
        String all = Integer.toString(SCHEDULES);
        await().atMost(PATIENCE).until(() -> all.equals(count("schedule_run", "state = 'submitted'")));

        assertThat(count("schedule_run", "true")).isEqualTo(all);
        assertThat(count("action_batch", "true")).isEqualTo(all);
        assertThat(count("action", "requested_by = 'olga'")).isEqualTo(all);
        assertThat(Stores.value("SELECT count(DISTINCT batch_id) FROM schedule_run"))
                .isEqualTo(all);
        assertThat(Stores.value("SELECT count(DISTINCT vmid) FROM action")).isEqualTo(all);
        assertThat(Stores.value("SELECT count(DISTINCT claimed_by) FROM schedule_run"))
                .isEqualTo("2");
        assertThat(count("schedule", "next_due_at <= clock_timestamp()")).isEqualTo("0");
    }

    @Test
    void twoLivingReplicasShareThem() {
        int made = 60;
        for (int i = 0; i < made; i++) {
            due(Lab.stopped(Lab.labA()), THIS_MINUTE);
        }

        runner("one").start();
        runner("two").start();
        String all = Integer.toString(made);
        await().atMost(PATIENCE).until(() -> all.equals(count("schedule_run", "state = 'submitted'")));

        assertThat(count("action_batch", "true")).isEqualTo(all);
        assertThat(count("action", "requested_by = 'olga'")).isEqualTo(all);
    }

    @Test
    void aReplicaThatShutsDownLeavesItsRunsToOthersAtOnce() throws InterruptedException {
        String schedule = due(Lab.stopped(Lab.labA()), THIS_MINUTE);
        CountDownLatch claimed = new CountDownLatch(1);
        ScheduleRunner leaving = runner("leaving", (checkpoint, run) -> {
            claimed.countDown();
            return Uni.createFrom().failure(new IllegalStateException("stops here"));
        });
        leaving.start();
        assertThat(claimed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        leaving.leave().await().atMost(PATIENCE);

        assertThat(ofRun(schedule, "claimed_by")).isNull();
        runner("heir").start();
        awaitEnd(schedule);
        assertThat(ofRun(schedule, "state")).isEqualTo("submitted");
    }
}
