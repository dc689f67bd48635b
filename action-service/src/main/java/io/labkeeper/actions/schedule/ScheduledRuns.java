package io.labkeeper.actions.schedule;

import io.labkeeper.actions.run.ActionMetrics;
import io.labkeeper.feed.Replica;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** This replica's runner of schedules: begins with the process, and leaves its work to others at the end. */
@ApplicationScoped
public class ScheduledRuns {
    private static final Logger LOG = Logger.getLogger(ScheduledRuns.class);

    private final ScheduleConfig config;
    private final ScheduleRunner runner;

    ScheduledRuns(
            Vertx vertx,
            Replica replica,
            RunStore store,
            RunRequests requests,
            ScheduleConfig config,
            ActionMetrics metrics) {
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
    }

    /** Blocks for one statement at the most; called on the thread that shuts down. */
    void end(@Observes ShutdownEvent event) {
        try {
            runner.leave().await().atMost(config.statement());
        } catch (RuntimeException e) {
            LOG.warnf("runs could not be given back; their claims expire in %s: %s", config.claim(), e.getMessage());
        }
    }

    ScheduleRunner own() {
        return runner;
    }
}
