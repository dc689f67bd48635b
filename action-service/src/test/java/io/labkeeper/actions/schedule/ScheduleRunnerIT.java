package io.labkeeper.actions.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of what has come due. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class ScheduleRunnerIT extends ScheduleRunnerHarness {
    private static final String NOW = "clock_timestamp()";
    private static final String CLASS = "{\"class\": \"networks-101\"}";

    /** The class of tina's, with one stopped VM. */
    private static int classVm() {
        int vmid = Lab.stopped(Lab.labA());
        Stores.sql("INSERT INTO lab_class VALUES ('networks-101', 'Networks')");
        Stores.sql("INSERT INTO class_member VALUES ('networks-101', 'tina', 'teacher')");
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, class_id, birth) VALUES ('lab-a', " + vmid
                + ", 'networks-101', 'birth-" + vmid + "')");
        return vmid;
    }

    private static String ofTina() {
        String schedule = schedule("0 0 1 1 *", CLASS, NOW);
        Stores.sql("UPDATE schedule SET owner = 'tina', standing = 'user'");
        return schedule;
    }

    @Test
    void whatIsDueIsAskedForAsItsOwner() {
        int vmid = classVm();
        String schedule = ofTina();

        runner("runner").start();
        awaitEnd(schedule);

        assertThat(ofRun(schedule, "state")).isEqualTo("submitted");
        assertThat(ofRun(schedule, "counts::text")).isEqualTo("{\"accepted\": 1}");
        assertThat(Stores.value("SELECT requested_by FROM action WHERE vmid = " + vmid))
                .isEqualTo("tina");
        assertThat(Stores.value("SELECT batch_id FROM action")).isEqualTo(ofRun(schedule, "batch_id"));
        assertThat(Stores.value("SELECT next_due_at > clock_timestamp() FROM schedule"))
                .isEqualTo("t");
        await().atMost(PATIENCE).until(() -> "1".equals(count("action", "state = 'succeeded' AND vmid = " + vmid)));
    }

    @Test
    void whoTeachesTheClassNoMoreMayNotEither() {
        classVm();
        String schedule = ofTina();
        Stores.sql("DELETE FROM class_member");

        runner("runner").start();
        awaitEnd(schedule);

        assertThat(ofRun(schedule, "state")).isEqualTo("failed");
        assertThat(ofRun(schedule, "error_code")).isEqualTo("not_allowed");
        assertThat(count("action", "true")).isEqualTo("0");
    }

    @Test
    void aRoleThatWasSeenLastLongAgoDoesNotCountAnyMore() {
        String schedule = due(Lab.stopped(Lab.labA()), NOW);
        Stores.sql("UPDATE schedule SET standing_at = clock_timestamp() - interval '181 days'");

        runner("runner").start();
        awaitEnd(schedule);

        assertThat(ofRun(schedule, "error_code")).isEqualTo("not_allowed");
        assertThat(ofRun(schedule, "error_message")).contains("180 days");
        assertThat(count("action", "true")).isEqualTo("0");
    }

    @Test
    void beforeTheSchemaKnowsWhenARoleWasSeenItCounts() {
        String schedule = due(Lab.stopped(Lab.labA()), NOW);
        Stores.sql("ALTER TABLE schedule RENAME COLUMN standing_at TO not_there_yet");
        try {
            runner("runner").start();
            awaitEnd(schedule);

            assertThat(ofRun(schedule, "state")).isEqualTo("submitted");
        } finally {
            Stores.sql("ALTER TABLE schedule RENAME COLUMN not_there_yet TO standing_at");
        }
    }

    @Test
    void runsThatWereClaimedWithoutTheAnswerBeingHeardAreTakenAgainWhenTheDatabaseIsBack() {
        ScheduleRunner runner = runner("runner");
        runner.start();
        Stores.postgresProxy().down();
        await().atMost(PATIENCE).until(() -> runner.failedLooks() >= 1);
        String schedule = due(Lab.stopped(Lab.labA()), "NULL");
        Stores.sql(
                "INSERT INTO schedule_run (schedule_id, due_at, state, action, selector, births, owner, standing, claimed_by,"
                        + " claim_until) SELECT id, date_trunc('minute', clock_timestamp()), 'due', action, selector, births, owner,"
                        + " standing, 'runner', clock_timestamp() + interval '1 hour' FROM schedule");

        Stores.postgresProxy().up();
        awaitEnd(schedule);

        assertThat(ofRun(schedule, "state")).isEqualTo("submitted");
    }

    @Test
    void aVmWhoseNumberWasUsedAgainIsLeftOutOfAList() {
        int same = Lab.stopped(Lab.labA());
        int replaced = Lab.stopped(Lab.labA());
        String list =
                "{\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": %d}, {\"cluster_id\": \"lab-a\", \"vmid\": %d}]}"
                        .formatted(same, replaced);
        String schedule = schedule("0 0 1 1 *", list, NOW);
        Stores.sql("UPDATE schedule SET births = '{\"lab-a/%d\": \"birth-%d\", \"lab-a/%d\": \"birth-of-another\"}'"
                .formatted(same, same, replaced));

        runner("runner").start();
        awaitEnd(schedule);

        assertThat(ofRun(schedule, "counts::text")).isEqualTo("{\"accepted\": 1, \"not_found\": 1}");
        assertThat(ofRun(schedule, "refused #>> '{0,vmid}'")).isEqualTo(Integer.toString(replaced));
        assertThat(Stores.value("SELECT vmid FROM action")).isEqualTo(Integer.toString(same));
    }

    @Test
    void aSelectorThatMeansNoVmFails() {
        String schedule = schedule("0 0 1 1 *", "{\"tag\": \"nobody-has-this\"}", NOW);

        runner("runner").start();
        awaitEnd(schedule);

        assertThat(ofRun(schedule, "state")).isEqualTo("failed");
        assertThat(ofRun(schedule, "error_code")).isEqualTo("no_vms");
    }

    @Test
    void lateByLessThanTenMinutesIsCaughtUpAndOlderIsMissed() {
        int vmid = Lab.stopped(Lab.labA());
        String schedule = schedule(
                "*/5 * * * *",
                "{\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": " + vmid + "}]}",
                "date_bin('5 minutes', clock_timestamp(), '2026-01-01T00:00:00Z') - interval '30 minutes'");

        runner("runner").start();
        await().atMost(PATIENCE)
                .until(() -> "0".equals(count("schedule_run", "state = 'due'"))
                        && !"0".equals(count("schedule_run", "true")));

        assertThat(count("schedule_run", "state = 'missed' AND due_at > clock_timestamp() - interval '10 minutes'"))
                .isEqualTo("0");
        assertThat(count("schedule_run", "state = 'submitted' AND due_at < started_at - interval '10 minutes'"))
                .isEqualTo("0");
        assertThat(Integer.parseInt(count("schedule_run", "state = 'missed'"))).isBetween(5, 6);
        assertThat(Integer.parseInt(count("schedule_run", "state = 'submitted'")))
                .isBetween(2, 3);
        assertThat(Stores.value(
                        "SELECT next_due_at > clock_timestamp() - interval '5 minutes' FROM schedule WHERE id = '"
                                + schedule + "'"))
                .isEqualTo("t");
    }

    @Test
    void aRunThatIsToBeSkippedIsSkipped() {
        String schedule = due(Lab.stopped(Lab.labA()), "date_trunc('minute', clock_timestamp())");
        Stores.sql(
                "INSERT INTO schedule_run (schedule_id, due_at, state, action, selector, births, owner, standing, ended_at)"
                        + " SELECT id, next_due_at, 'skipped', action, selector, births, owner, standing, clock_timestamp() FROM schedule");

        runner("runner").start();
        await().atMost(PATIENCE).until(() -> "0".equals(count("schedule", "next_due_at < clock_timestamp()")));
        String other = due(Lab.stopped(Lab.labA()), NOW);
        awaitEnd(other);

        assertThat(ofRun(schedule, "state")).isEqualTo("skipped");
        assertThat(count("action", "true")).isEqualTo("1");
    }

    @Test
    void aScheduleThatCannotBeReadDoesNotKeepTheOthersFromRunning() {
        String broken = schedule("nonsense", "{\"tag\": \"web\"}", NOW + " - interval '1 minute'");
        String other = due(Lab.stopped(Lab.labA()), NOW);

        runner("runner").start();
        awaitEnd(other);

        assertThat(ofRun(other, "state")).isEqualTo("submitted");
        assertThat(Stores.value("SELECT next_due_at FROM schedule WHERE id = '" + broken + "'"))
                .isNull();
    }

    @Test
    void whatComesDueWhilePostgresIsAwayRunsWhenItIsBack() {
        ScheduleRunner runner = runner("runner");
        runner.start();
        Stores.postgresProxy().down();
        // Past the proxy: the service does not see it before Postgres is back for it.
        String schedule = due(Lab.stopped(Lab.labA()), NOW);
        await().atMost(PATIENCE).until(() -> runner.failedLooks() >= 2);

        Stores.postgresProxy().up();
        awaitEnd(schedule);

        assertThat(ofRun(schedule, "state")).isEqualTo("submitted");
        assertThat(count("action", "true")).isEqualTo("1");
    }

    @Test
    void whatWasAskedForButNeverSaidSoIsNotCalledMissed() {
        int vmid = Lab.stopped(Lab.labA());
        String asked = due(vmid, "NULL");
        String lost = due(Lab.stopped(Lab.labA()), "NULL");
        Stores.sql("INSERT INTO schedule_run (schedule_id, due_at, state, action, selector, births, owner, standing)"
                + " SELECT id, date_trunc('minute', clock_timestamp()) - interval '20 minutes', 'due', action, selector,"
                + " births, owner, standing FROM schedule");
        Stores.sql("INSERT INTO action_batch (id, requested_by, kind, selector, idempotency_key, request_hash, results)"
                + " SELECT gen_random_uuid(), owner, action, selector, 'schedule:' || schedule_id || ':' ||"
                + " to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), 'hash', '[]'"
                + " FROM schedule_run WHERE schedule_id = '" + asked + "'");

        runner("runner").start();
        awaitEnd(asked);
        awaitEnd(lost);

        assertThat(ofRun(asked, "state")).isEqualTo("submitted");
        assertThat(ofRun(asked, "batch_id")).isEqualTo(Stores.value("SELECT id FROM action_batch"));
        assertThat(ofRun(lost, "state")).isEqualTo("missed");
        assertThat(count("action", "true")).isEqualTo("0");
    }

    @Test
    void aRunDoesNotWaitForWhatItsOwnerHasAskedForByHand() {
        String schedule = due(Lab.stopped(Lab.labA()), NOW);
        Stores.sql("INSERT INTO action_allowance VALUES ('olga', -1e9, clock_timestamp())");

        runner("runner").start();
        awaitEnd(schedule);

        assertThat(ofRun(schedule, "state")).isEqualTo("submitted");
        assertThat(count("audit", "username = 'olga' AND result = 'refused_over_limit'"))
                .isEqualTo("0");
    }

    @Test
    void aRunForWhichItsOwnersSchedulesHaveNothingLeftEndsAtOnce() {
        String schedule = due(Lab.stopped(Lab.labA()), NOW);
        Stores.sql("INSERT INTO action_allowance VALUES ('schedule:olga', -1e9, clock_timestamp())");

        runner("runner").start();
        awaitEnd(schedule);

        assertThat(ofRun(schedule, "state")).isEqualTo("failed");
        assertThat(ofRun(schedule, "error_code")).isEqualTo("over_limit");
        assertThat(count("action", "true")).isEqualTo("0");
        assertThat(count("audit", "username = 'olga' AND result = 'refused_over_limit'"))
                .isEqualTo("1");
    }

    @Test
    void whatARunAsksForIsTakenFromItsOwnersSchedules() {
        String schedule = due(Lab.stopped(Lab.labA()), NOW);

        runner("runner").start();
        awaitEnd(schedule);

        assertThat(Stores.value("SELECT string_agg(username || ' ' || tokens, ',') FROM action_allowance"))
                .isEqualTo("schedule:olga 19999");
    }

    /** Each try of it fails in the very commit, as late as possible. */
    @Test
    void aTryThatFailsCostsNothing() {
        String schedule = due(Lab.stopped(Lab.labA()), NOW);
        AtomicInteger tries = new AtomicInteger();
        Stores.sql("CREATE FUNCTION no_batch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " RAISE EXCEPTION 'no batch now'; END $$");
        Stores.sql("CREATE CONSTRAINT TRIGGER no_batch AFTER INSERT ON action_batch DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION no_batch()");
        try {
            runner("runner", (checkpoint, run) -> {
                        tries.addAndGet(checkpoint == RunCheckpoints.Checkpoint.CLAIMED ? 1 : 0);
                        return Uni.createFrom().voidItem();
                    })
                    .start();
            await().atMost(PATIENCE).until(() -> tries.get() > 0 && ofRun(schedule, "claimed_by") == null);
        } finally {
            Stores.sql("DROP TRIGGER no_batch ON action_batch");
            Stores.sql("DROP FUNCTION no_batch()");
        }
        Stores.sql("UPDATE schedule_run SET claim_until = NULL WHERE claimed_by IS NULL");
        awaitEnd(schedule);

        assertThat(ofRun(schedule, "state")).isEqualTo("submitted");
        assertThat(Stores.value("SELECT string_agg(username || ' ' || tokens, ',') FROM action_allowance"))
                .isEqualTo("schedule:olga 19999");
    }

    @Test
    void afterALongOutageTheLastWeekIsRecordedAndNothingElseWaitsForIt() {
        String late = schedule("*/10 * * * *", "{\"tag\": \"nobody-has-this\"}", NOW + " - interval '30 days'");
        String other = due(Lab.stopped(Lab.labA()), NOW);

        runner("runner").start();
        awaitEnd(other);
        await().atMost(PATIENCE)
                .until(() -> "0".equals(count("schedule", "next_due_at <= clock_timestamp() - interval '11 minutes'")));

        assertThat(ofRun(other, "state")).isEqualTo("submitted");
        String missed = count("schedule_run", "state = 'missed' AND schedule_id = '" + late + "'");
        assertThat(Integer.parseInt(missed)).isBetween(1005, 1009);
    }
}
