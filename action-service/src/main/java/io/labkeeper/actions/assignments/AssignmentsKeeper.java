package io.labkeeper.actions.assignments;

import io.labkeeper.actions.run.ActionsConfig;
import io.labkeeper.cache.redis.RedisAssignments;
import io.labkeeper.feed.FeedMessage.AssignmentsChanged;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.ownership.Assignments;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps Redis' copy of the assignments equal to Postgres, which is the truth: after each change, and once a second for whatever
 * was lost on the way. Each replica does so; the copy is only ever replaced by a newer one.
 */
@ApplicationScoped
public class AssignmentsKeeper {
    private static final Logger LOG = Logger.getLogger(AssignmentsKeeper.class);

    private final AssignmentBook book;
    private final PostgresInventory postgres;
    private final RedisAssignments redis;
    private final FeedPublisher feed;
    private final ActionsConfig config;
    private final Vertx vertx;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile long timer;

    AssignmentsKeeper(
            AssignmentBook book,
            PostgresInventory postgres,
            RedisAssignments redis,
            FeedPublisher feed,
            ActionsConfig config,
            Vertx vertx) {
        this.book = book;
        this.postgres = postgres;
        this.redis = redis;
        this.feed = feed;
        this.config = config;
        this.vertx = vertx;
    }

    void begin(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.poll().toMillis(), tick -> look());
    }

    void end(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void look() {
        if (busy.compareAndSet(false, true)) {
            bind().chain(this::repair).subscribe().with(done -> busy.set(false), failure -> {
                busy.set(false);
                LOG.debugf("assignments not looked at: %s", failure.getMessage());
            });
        }
    }

    private Uni<Void> bind() {
        return bounded(book.bindBirths())
                .chain(bound -> bound.isPresent()
                        ? announce(bound.get())
                        : Uni.createFrom().voidItem());
    }

    /** Tells the readers of a new revision; Redis first, so that they find it there. Never fails. */
    public Uni<Void> announce(long revision) {
        return publishToRedis()
                .onFailure()
                .invoke(failure -> LOG.debugf("assignments not in Redis yet: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .chain(() -> feed.publish(new AssignmentsChanged(revision)))
                .replaceWithVoid();
    }

    private Uni<Void> repair() {
        return redis.configured() ? bounded(postgres.assignmentsRevision()).chain(this::compare) : nothing();
    }

    private Uni<Void> compare(long truth) {
        return redis.revision().chain(held -> settle(truth, held));
    }

    private Uni<Void> settle(long truth, long held) {
        if (truth == held) {
            return nothing();
        }
        LOG.infof("Redis holds assignments of revision=%d, Postgres of revision=%d: writing them anew", held, truth);
        Uni<Long> revision =
                held > truth ? bounded(book.overtake(held)).map(raised -> raised.orElse(truth)) : item(truth);
        return revision.chain(this::announce);
    }

    private Uni<Void> publishToRedis() {
        return redis.configured() ? postgres.assignments().chain(this::write) : nothing();
    }

    private Uni<Void> write(Assignments assignments) {
        return redis.write(assignments).replaceWithVoid();
    }

    private <T> Uni<T> bounded(Uni<T> work) {
        return work.ifNoItem().after(config.statement()).fail();
    }

    private static <T> Uni<T> item(T value) {
        return Uni.createFrom().item(value);
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
