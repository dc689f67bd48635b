package io.labkeeper.actions.audit;

import io.labkeeper.actions.audit.Repeats.Kind;
import io.labkeeper.actions.audit.Repeats.Target;
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
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Keeps the audit trail from being flooded: of requests that came to nothing, {@link AuditConfig#perMinute} of each kind and caller have a
 * line of their own, on each replica; the rest are one line with their number and the last VM, soon after the minute is over. What cannot be
 * written then, since Postgres is away, is written with the next minute; if only the answer was lost, it is told twice. A process that is
 * killed loses the number of its last minute, and that of an outage.
 */
@ApplicationScoped
public class AuditFlood {
    private static final Logger LOG = Logger.getLogger(AuditFlood.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final String WRITE = """
            INSERT INTO audit (username, event, result, cluster_id, vmid, detail)
            VALUES ($1, $2, $3, $4, $5, jsonb_build_object('more', $6::int))""";

    private final Vertx vertx;
    private final Pool pool;
    private final ActionMetrics metrics;
    private final Repeats repeats;
    private volatile long timer;

    @Inject
    AuditFlood(Vertx vertx, Pool pool, AuditConfig config, ActionMetrics metrics) {
        this(vertx, pool, new Repeats(config.perMinute(), System::nanoTime), metrics);
    }

    AuditFlood(Vertx vertx, Pool pool, Repeats repeats, ActionMetrics metrics) {
        this.vertx = vertx;
        this.pool = pool;
        this.metrics = metrics;
        this.repeats = repeats;
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

    /**
     * Counts a request that came to nothing.
     *
     * @param clusterId null if it was not said which @param vmid null if it was about no VM in particular
     * @return whether it gets a line of its own; if not, its number will be told
     */
    public boolean ownLine(String username, String event, String result, String clusterId, Integer vmid) {
        return repeats.ownLine(new Kind(username, event, result), new Target(clusterId, vmid));
    }

    /** Writes down what was only counted. Never fails. @param all whether also of minutes that are not over: there is no later */
    Uni<Void> write(boolean all) {
        List<Together> over = repeats.over(all);
        return Multi.createFrom()
                .iterable(over)
                .onItem()
                .transformToUniAndConcatenate(together -> write(together, all))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> write(Together together, boolean last) {
        Kind kind = together.kind();
        Tuple line = Tuple.tuple()
                .addString(kind.username())
                .addString(kind.event())
                .addString(kind.result())
                .addString(together.last().clusterId())
                .addInteger(together.last().vmid())
                .addInteger(together.more());
        return pool.preparedQuery(WRITE)
                .execute(line)
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .invoke(() -> metrics.notedTogether(together.more()))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> unwritten(together, last, failure))
                .onFailure()
                .recoverWithNull();
    }

    private void unwritten(Together together, boolean last, Throwable failure) {
        if (!last) {
            repeats.owe(together);
        }
        LOG.warnf(
                "%s in the audit trail: user=%s event=%s result=%s more=%d: %s",
                last ? "missing" : "not yet",
                together.kind().username(),
                together.kind().event(),
                together.kind().result(),
                together.more(),
                failure.getMessage());
    }
}
