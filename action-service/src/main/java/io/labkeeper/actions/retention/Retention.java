package io.labkeeper.actions.retention;

import io.labkeeper.actions.run.ActionMetrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Looks now and then for what is old, and deletes it. Replicas do not wait for each other: whoever finds another one deleting leaves that
 * batch to it. What cannot be deleted now is tried again at the next look.
 */
@ApplicationScoped
class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);

    private final Vertx vertx;
    private final Pool pool;
    private final RetentionConfig config;
    private final ActionMetrics metrics;
    private final List<OldRows> tables;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean running = true;
    private volatile long timer;

    Retention(Vertx vertx, Pool pool, RetentionConfig config, ActionMetrics metrics) {
        this.vertx = vertx;
        this.pool = pool;
        this.config = config;
        this.metrics = metrics;
        this.tables = OldRows.all(config);
    }

    void begin(@Observes StartupEvent event) {
        long every = config.every().toMillis();
        timer = vertx.setPeriodic(ThreadLocalRandom.current().nextLong(every / 60, every) + 1, every, tick -> look());
    }

    void end(@Observes ShutdownEvent event) {
        running = false;
        vertx.cancelTimer(timer);
    }

    private void look() {
        if (looking.compareAndSet(false, true)) {
            forget().onTermination()
                    .invoke(() -> looking.set(false))
                    .subscribe()
                    .with(
                            gone -> LOG.debugf("forgotten: %d rows", gone),
                            failure -> LOG.warnf("what is old cannot be forgotten: %s", failure.getMessage()));
        }
    }

    /** Deletes what is old, table after table; one that fails is told of and does not keep the others. @return how many rows are gone */
    Uni<Long> forget() {
        return Multi.createFrom()
                .iterable(tables)
                .onItem()
                .transformToUniAndConcatenate(this::forget)
                .collect()
                .with(Collectors.summingLong(Long::longValue));
    }

    private Uni<Long> forget(OldRows old) {
        return Multi.createBy()
                .repeating()
                .uni(() -> batch(old))
                .withDelay(config.pause())
                .whilst(gone -> running && gone == config.batch())
                .select()
                .first(config.mostBatches())
                .collect()
                .with(Collectors.summingLong(Long::longValue))
                .invoke(gone -> metrics.forgotten(old.table(), gone))
                .onFailure()
                .invoke(failure -> notForgotten(old, failure))
                .onFailure()
                .recoverWithItem(0L);
    }

    private void notForgotten(OldRows old, Throwable failure) {
        metrics.notForgotten(old.table());
        LOG.warnf("old rows are still there: table=%s: %s", old.table(), failure.getMessage());
    }

    private Uni<Long> batch(OldRows old) {
        return pool.preparedQuery(old.sql())
                .execute(Tuple.of(old.seconds(), config.batch()))
                .map(rows -> rows.iterator().next().getLong("gone"))
                .ifNoItem()
                .after(config.statement())
                .fail();
    }
}
