package io.labkeeper.actions.schedule;

import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Runners of schedules made by hand, beside an application whose own runner rests meanwhile. */
abstract class ScheduleRunnerHarness {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Vertx vertx;

    @Inject
    RunStore store;

    @Inject
    RunRequests requests;

    @Inject
    ScheduleConfig config;

    @Inject
    ScheduledRuns own;

    private final List<ScheduleRunner> runners = new ArrayList<>();

    @BeforeEach
    void clean() {
        own.own().halt();
        await().atMost(PATIENCE).until(() -> own.own().underWay() == 0);
        Stores.empty();
        Lab.reset();
    }

    @AfterEach
    void haltAll() {
        Stores.postgresProxy().up();
        runners.forEach(ScheduleRunner::halt);
        await().atMost(PATIENCE).until(() -> runners.stream().allMatch(runner -> runner.underWay() == 0));
        own.own().start();
    }

    ScheduleRunner runner(String name) {
        return runner(name, new RunCheckpoints.Logged());
    }

    ScheduleRunner runner(String name, RunCheckpoints hooks) {
        ScheduleRunner.Context context = new ScheduleRunner.Context(name, store, requests, hooks, config, state -> {});
        ScheduleRunner runner = new ScheduleRunner(vertx, context);
        runners.add(runner);
        return runner;
    }

    /**
     * A schedule that starts one VM of lab-a on each New Year's Day, and that has come due out of turn.
     *
     * @param dueAt in SQL
     * @return its id
     */
    static String due(int vmid, String dueAt) {
        return schedule("0 0 1 1 *", "{\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": " + vmid + "}]}", dueAt);
    }

    static String schedule(String cron, String selector, String dueAt) {
        return Stores.value("INSERT INTO schedule (name, cron, time_zone, action, selector, enabled, owner, standing,"
                + " next_due_at) VALUES ('test', '" + cron + "', 'UTC', 'start', '" + selector
                + "', true, 'olga', 'operator', " + dueAt + ") RETURNING id");
    }

    static String count(String table, String condition) {
        return Stores.value("SELECT count(*) FROM " + table + " WHERE " + condition);
    }

    static String ofRun(String schedule, String column) {
        return Stores.value("SELECT " + column + " FROM schedule_run WHERE schedule_id = '" + schedule + "'");
    }

    static void awaitEnd(String schedule) {
        await().atMost(PATIENCE).until(() -> ofRun(schedule, "ended_at") != null);
    }
}
