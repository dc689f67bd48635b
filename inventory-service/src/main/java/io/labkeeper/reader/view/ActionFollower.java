package io.labkeeper.reader.view;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.feed.FeedListener;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Keeps the actions of the view up to date: from the feed at once, from the table every second. */
@ApplicationScoped
class ActionFollower implements FeedListener {
    private static final Logger LOG = Logger.getLogger(ActionFollower.class);

    private final InventoryView view;
    private final PostgresInventory postgres;
    private final DatabaseClock clock;
    private final ViewConfig config;
    private final Vertx vertx;
    private volatile long ticks;
    private final AtomicBoolean reading = new AtomicBoolean();

    ActionFollower(
            InventoryView view, PostgresInventory postgres, DatabaseClock clock, ViewConfig config, Vertx vertx) {
        this.view = view;
        this.postgres = postgres;
        this.clock = clock;
        this.config = config;
        this.vertx = vertx;
    }

    /** What it would ask is gone a moment later. */
    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(ticks);
    }

    void start(@Observes StartupEvent event) {
        ticks = vertx.setPeriodic(config.actionsInterval().toMillis(), timer -> read());
        read();
    }

    /** Many at once are one change of the view: each change sorts all that is known, and wakes whoever watches. */
    @Override
    public List<FeedMessage> portions(FeedMessage message) {
        return List.of(message);
    }

    @Override
    public void received(FeedMessage message) {
        if (message instanceof FeedMessage.ActionChanged changed) {
            take(List.of(changed.action()));
        } else if (message instanceof FeedMessage.ActionsChanged changed) {
            take(changed.actions());
        }
    }

    private void take(List<ActionNotice> notices) {
        view.changeActions(known -> known.withAll(notices, clock.now()));
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
        Instant asked = clock.now();
        postgres.recentActions()
                .onTermination()
                .invoke(() -> reading.set(false))
                .subscribe()
                .with(
                        window -> view.changeActions(known -> known.withWindow(window, asked, clock.now())),
                        failure -> LOG.debugf("actions not read: %s", failure.getMessage()));
    }
}
