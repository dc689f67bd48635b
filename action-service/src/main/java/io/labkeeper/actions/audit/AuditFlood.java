package io.labkeeper.actions.audit;

import io.labkeeper.actions.audit.Repeats.Together;
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
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Keeps the audit trail from being flooded: of requests that came to nothing, {@link AuditConfig#perMinute} of each kind and caller have a
 * line of their own, on each replica; the rest are one line with their number, soon after the minute is over. A process that is killed
 * loses that number of its last minute.
 */
@ApplicationScoped
public class AuditFlood {
    private static final Logger LOG = Logger.getLogger(AuditFlood.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final String WRITE = """
            INSERT INTO audit (username, event, result, detail) VALUES ($1, $2, $3, jsonb_build_object('more', $4::int))""";

    private final Vertx vertx;
    private final Pool pool;
    private final ActionMetrics metrics;
    private final Repeats repeats;
    private volatile long timer;

    AuditFlood(Vertx vertx, Pool pool, AuditConfig config, ActionMetrics metrics) {
        this.vertx = vertx;
        this.pool = pool;
        this.metrics = metrics;
        this.repeats = new Repeats(config.perMinute(), System::nanoTime);
    }

    void begin(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(
                LOOK.toMillis(), tick -> write(false).subscribe().with(done -> {}));
    }

    /** Blocks for one statement for each caller at the most, and not longer than {@link #LIMIT}. */
    void end(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        write(true).ifNoItem().after(LIMIT).recoverWithItem((Void) null).await().atMost(LIMIT.multipliedBy(2));
    }

    /** Counts a request that came to nothing. @return whether it gets a line of its own; if not, its number will be told */
    public boolean ownLine(String username, String event, String result) {
        return repeats.ownLine(username, event, result);
    }

    /** Writes down what was only counted. @param all whether also of minutes that are not over */
    Uni<Void> write(boolean all) {
        List<Together> over = repeats.over(all);
        return Multi.createFrom()
                .iterable(over)
                .onItem()
                .transformToUniAndConcatenate(this::write)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> write(Together together) {
        metrics.notedTogether(together.more());
        return pool.preparedQuery(WRITE)
                .execute(Tuple.of(together.username(), together.event(), together.result(), together.more()))
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "missing in the audit trail: user=%s event=%s result=%s more=%d: %s",
                        together.username(),
                        together.event(),
                        together.result(),
                        together.more(),
                        failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
