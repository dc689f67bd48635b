package io.labkeeper.actions.audit;

import io.labkeeper.actions.audit.Repeats.Kind;
import io.labkeeper.actions.audit.Repeats.Target;
import io.labkeeper.actions.audit.Repeats.Together;
import io.labkeeper.actions.run.ActionMetrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
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
            SELECT username, event, result, cluster_id, vmid, jsonb_build_object('more', more)
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[])
                   AS told (username, event, result, cluster_id, vmid, more)""";

    private final Vertx vertx;
    private final Pool pool;
    private final ActionMetrics metrics;
    private final Repeats repeats;
    private volatile long timer;
    private volatile Uni<Void> underWay = Uni.createFrom().voidItem();

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
        timer = vertx.setPeriodic(LOOK.toMillis(), tick -> look());
    }

    void look() {
        underWay = write(false).memoize().indefinitely();
        underWay.subscribe().with(done -> {});
    }

    /** Blocks for the statement that is under way and for a last one, each not longer than {@link #LIMIT}: what neither writes is logged. */
    void end(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        underWay.chain(() -> write(true)).await().atMost(LIMIT.multipliedBy(3));
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
        return over.isEmpty()
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(WRITE)
                        .execute(lines(over))
                        .ifNoItem()
                        .after(LIMIT)
                        .fail()
                        .invoke(() -> over.forEach(together -> metrics.notedTogether(together.more())))
                        .replaceWithVoid()
                        .onFailure()
                        .invoke(failure -> over.forEach(together -> unwritten(together, all, failure)))
                        .onFailure()
                        .recoverWithNull();
    }

    private static Tuple lines(List<Together> over) {
        return Tuple.tuple()
                .addArrayOfString(texts(over, together -> together.kind().username()))
                .addArrayOfString(texts(over, together -> together.kind().event()))
                .addArrayOfString(texts(over, together -> together.kind().result()))
                .addArrayOfString(texts(over, together -> together.last().clusterId()))
                .addArrayOfInteger(
                        over.stream().map(together -> together.last().vmid()).toArray(Integer[]::new))
                .addArrayOfInteger(over.stream().map(Together::more).toArray(Integer[]::new));
    }

    /** What no column can hold would keep all the others out, too. */
    private static String[] texts(List<Together> over, Function<Together, String> text) {
        return over.stream()
                .map(text)
                .map(value -> value == null ? null : value.replace('\0', '\uFFFD'))
                .toArray(String[]::new);
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
