package io.labkeeper.reader.events;

import io.labkeeper.caller.Caller;
import io.labkeeper.reader.health.InventoryMetrics;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.vms.Inventory;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Tells all clients what has changed. A thread of its own compares the view with what was told last, once per change for all clients
 * together, and hands each client that has taken what it was told before its share of the difference ({@link News}).
 *
 * <p>Nothing is queued per change: the view is looked at anew, so a burst, a reload and a lost message all come down to "what differs
 * now". Everything but the entry points happens on that thread.
 */
@ApplicationScoped
class EventHub {
    private static final Logger LOG = Logger.getLogger(EventHub.class);
    private static final long TICK_MS = 1_000;

    /** How long the last bytes of a stream may take when this replica stops: the stop would wait for them. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private final InventoryView view;
    private final EventsConfig config;
    private final StreamLimits limits;
    private final InventoryMetrics metrics;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(EventHub::daemon);
    private final Guard guard;
    private final News news;
    private final AtomicBoolean turnDue = new AtomicBoolean();
    private volatile boolean stopping;

    private final Set<Client> clients = new LinkedHashSet<>();
    private long turnAt = System.nanoTime();

    EventHub(
            InventoryView view,
            Inventory inventory,
            EventsConfig config,
            StreamLimits limits,
            InventoryMetrics metrics) {
        this.view = view;
        this.config = config;
        this.limits = limits;
        this.metrics = metrics;
        this.guard = new Guard(metrics::turnFailed);
        this.news = new News(view, inventory);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "labkeeper-events");
        thread.setDaemon(true);
        return thread;
    }

    void start(@Observes StartupEvent event) {
        metrics.openStreams(limits::open);
        view.watch(this::changed);
        thread.scheduleWithFixedDelay(guard.around(this::tick), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /** At the very beginning of a stop: a stream counts as a request under way, for which the stop would wait. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        run(() -> List.copyOf(clients).forEach(client -> end(client, Ending.SHUTDOWN)));
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        thread.shutdown();
    }

    /** Whether no stream may be opened any more. */
    boolean stopping() {
        return stopping;
    }

    /**
     * Begins a stream on a request whose head is ready to be sent. The place for it has been taken and is given back at its end.
     *
     * @param lastEventId null if the client did not send one
     * @param life for how long the caller's credentials are good
     * @param done called at the end
     */
    void open(RoutingContext request, Caller caller, String lastEventId, Duration life, Runnable done) {
        run(() -> begin(request, caller, lastEventId, life, done));
    }

    private void begin(RoutingContext request, Caller caller, String lastEventId, Duration life, Runnable done) {
        Client client = new Client(
                this,
                config,
                caller.name(),
                new EventStream(request, this::run),
                news.viewer(caller),
                System.nanoTime() + life.toNanos(),
                done);
        request.addEndHandler(ended -> run(() -> gone(client)));
        if (request.response().closed()) {
            limits.giveBack(caller.name());
            done.run();
            return;
        }
        boolean first = clients.isEmpty();
        clients.add(client);
        if (stopping) {
            end(client, Ending.SHUTDOWN);
            return;
        }
        try {
            news.advance();
            if (first) {
                news.publishMetrics();
            }
            client.greet(lastEventId);
        } catch (RuntimeException | Error e) {
            LOG.error("events: a client could not be greeted", e);
            end(client, Ending.FAILED);
        }
    }

    /** For the clients of this hub, on its thread. */
    News news() {
        return news;
    }

    /** Anything in the view has changed; on any thread. */
    private void changed() {
        if (limits.open() > 0 && turnDue.compareAndSet(false, true)) {
            long since = System.nanoTime() - turnAt;
            long pause = Math.max(0, config.pace().toNanos() - since);
            try {
                thread.schedule(guard.around(this::turn), pause, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("the view has changed, but this replica stops");
            }
        }
    }

    private void turn() {
        turnDue.set(false);
        if (!clients.isEmpty()) {
            news.advance();
            news.publishMetricsAfter(config.metricsInterval());
            clients.forEach(Client::tell);
        }
        turnAt = System.nanoTime();
    }

    /**
     * What happens by time alone: things grow stale, outcomes lapse, tokens expire, clients stall. Each by itself, so that a fault in one
     * keeps nobody connected beyond the life of a token.
     */
    private void tick() {
        guard.around(this::turn).run();
        long now = System.nanoTime();
        for (Client client : List.copyOf(clients)) {
            guard.around(() -> look(client, now)).run();
        }
        news.toldTo(
                clients.stream().mapToLong(client -> client.viewer().position()).min());
    }

    private void look(Client client, long now) {
        if (client.stalled(now)) {
            client.endIfStillStalled();
        } else if (client.endsAt() - now <= 0) {
            end(client, Ending.EXPIRED);
        } else {
            client.comment(now);
        }
    }

    void end(Client client, Ending why) {
        if (clients.remove(client)) {
            if (why == Ending.STALLED || why == Ending.FAILED) {
                client.stream().cut();
            } else {
                client.stream().end();
                cutLater(client.stream(), why == Ending.SHUTDOWN ? STOP_PATIENCE : config.stalledAfter());
            }
            over(client, why);
        }
    }

    /** Nobody looks after a stream that has been ended: one whose client does not take even the end would stay for ever. */
    private void cutLater(EventStream stream, Duration patience) {
        try {
            thread.schedule(guard.around(stream::cutUnlessTaken), patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("this replica stops, and its streams with it");
        }
    }

    private void gone(Client client) {
        if (clients.remove(client)) {
            client.stream().gone();
            over(client, Ending.CLIENT);
        }
    }

    private void over(Client client, Ending why) {
        limits.giveBack(client.user());
        metrics.streamEnded(why.word());
        client.done().run();
        if (clients.isEmpty()) {
            news.forget();
        }
    }

    /** Does it on the thread of this hub, where a fault ends nothing else. */
    void run(Runnable task) {
        try {
            thread.execute(guard.around(task));
        } catch (RejectedExecutionException stopped) {
            LOG.debug("this replica stops, and its streams with it");
        }
    }
}
