package io.labkeeper.reader.view;

import io.labkeeper.cache.redis.RedisAssignments;
import io.labkeeper.feed.FeedListener;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.ownership.Assignments;
import io.labkeeper.ownership.Ownership;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps the assignments of the view up to date. Postgres is asked for their revision every two seconds, and for all of them when it
 * has moved; Redis serves while Postgres is away.
 */
@ApplicationScoped
class OwnershipFollower implements FeedListener {
    private static final Logger LOG = Logger.getLogger(OwnershipFollower.class);

    private final InventoryView view;
    private final PostgresInventory postgres;
    private final RedisAssignments redis;
    private final ViewConfig config;
    private final Vertx vertx;
    private volatile long ticks;
    private final AtomicBoolean reading = new AtomicBoolean();

    OwnershipFollower(
            InventoryView view, PostgresInventory postgres, RedisAssignments redis, ViewConfig config, Vertx vertx) {
        this.view = view;
        this.postgres = postgres;
        this.redis = redis;
        this.config = config;
        this.vertx = vertx;
    }

    /** What it would ask is gone a moment later. */
    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(ticks);
    }

    void start(@Observes StartupEvent event) {
        ticks = vertx.setPeriodic(config.postgresInterval().toMillis(), timer -> read());
        readUntilKnown();
    }

    /** Nothing is answered before, so a first question that failed is not to cost a whole interval. */
    private void readUntilKnown() {
        read();
        vertx.setTimer(config.startInterval().toMillis(), timer -> {
            if (view.ownership() == null) {
                readUntilKnown();
            }
        });
    }

    @Override
    public void received(FeedMessage message) {
        if (message instanceof FeedMessage.AssignmentsChanged changed && changed.revision() != heldRevision()) {
            read();
        }
    }

    @Override
    public void trusted() {
        read();
    }

    @Override
    public void unreadable() {
        read();
    }

    private void read() {
        if (!reading.compareAndSet(false, true)) {
            return;
        }
        ifDifferent()
                .onFailure()
                .recoverWithUni(this::newerFromRedis)
                .onTermination()
                .invoke(() -> reading.set(false))
                .subscribe()
                .with(this::put, failure -> LOG.debugf("assignments not read: %s", failure.getMessage()));
    }

    /** What Postgres says counts, even if it is older: it may have been restored, and a right taken back must stay taken back. */
    private Uni<Assignments> ifDifferent() {
        return postgres.assignmentsRevision()
                .chain(revision -> revision == heldRevision() ? Uni.createFrom().nullItem() : postgres.assignments());
    }

    private Uni<Assignments> newerFromRedis(Throwable postgresFailed) {
        return redis.configured()
                ? redis.read().map(read -> read != null && read.revision() > heldRevision() ? read : null)
                : Uni.createFrom().failure(postgresFailed);
    }

    private void put(Assignments read) {
        if (read != null) {
            view.put(Ownership.of(read));
        }
    }

    private long heldRevision() {
        Ownership held = view.ownership();
        return held == null ? -1 : held.revision();
    }
}
