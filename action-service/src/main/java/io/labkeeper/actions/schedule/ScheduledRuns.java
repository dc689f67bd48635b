package io.labkeeper.actions.schedule;

import io.labkeeper.actions.run.ActionMetrics;
import io.labkeeper.feed.Replica;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** This replica's runner of schedules: begins with the process, and leaves its work to others at the end. */
@ApplicationScoped
public class ScheduledRuns {
    private static final Logger LOG = Logger.getLogger(ScheduledRuns.class);
    private static final Duration PURGE_EVERY = Duration.ofHours(1);

    private final Vertx vertx;
    private final RunStore store;
    private final ScheduleConfig config;
    private final ScheduleRunner runner;
    private volatile long purgeTimer;

    ScheduledRuns(
            Vertx vertx,
            Replica replica,
            RunStore store,
            RunRequests requests,
            ScheduleConfig config,
            ActionMetrics metrics) {
        this.vertx = vertx;
        this.store = store;
        this.config = config;
        this.runner = new ScheduleRunner(
                vertx,
                new ScheduleRunner.Context(
                        replica.incarnation(),
                        store,
                        requests,
                        new RunCheckpoints.Logged(),
                        config,
                        metrics::scheduled));
    }

    void begin(@Observes StartupEvent event) {
        runner.start();
        long hour = PURGE_EVERY.toMillis();
        purgeTimer = vertx.setPeriodic(ThreadLocalRandom.current().nextLong(hour / 60, hour), hour, tick -> purge());
    }

    /** Blocks for one statement at the most; called on the thread that shuts down. */
    void end(@Observes ShutdownEvent event) {
        vertx.cancelTimer(purgeTimer);
        try {
            runner.leave().await().atMost(config.statement());
        } catch (RuntimeException e) {
            LOG.warnf("runs could not be given back; their claims expire in %s: %s", config.claim(), e.getMessage());
        }
    }

    private void purge() {
        store.purge()
                .subscribe()
                .with(
                        gone -> LOG.debugf("forgot %d old runs", gone),
                        failure -> LOG.debugf("old runs not forgotten: %s", failure.getMessage()));
    }

    ScheduleRunner own() {
        return runner;
    }
}
