package io.labkeeper.reader.events;

import io.labkeeper.caller.Caller;
import io.labkeeper.reader.health.InventoryMetrics;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Tells all clients what has changed. A thread of its own compares the view with what was told last, once per change for all clients
 * together, and hands each client that has taken what it was told before its share of the difference. What is rendered is rendered once
 * per VM, and those who see everything share the whole event.
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
    private final Inventory inventory;
    private final EventsConfig config;
    private final StreamLimits limits;
    private final InventoryMetrics metrics;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(EventHub::daemon);
    private final Guard guard;
    private final AtomicBoolean turnDue = new AtomicBoolean();
    private volatile boolean stopping;

    private Fleet fleet = new Fleet();
    private final Set<Client> clients = new LinkedHashSet<>();
    /** What those who see everything are told in this turn, by where they stand. */
    private final Map<Viewer.Place, Told> told = new HashMap<>();

    private final Map<Boolean, List<byte[]>> snapshots = new HashMap<>();
    private Moment moment;
    private long turnAt = System.nanoTime();
    private long metricsAt = turnAt;

    private record Told(Viewer viewer, List<byte[]> parts) {}

    EventHub(
            InventoryView view,
            Inventory inventory,
            EventsConfig config,
            StreamLimits limits,
            InventoryMetrics metrics) {
        this.view = view;
        this.inventory = inventory;
        this.config = config;
        this.limits = limits;
        this.metrics = metrics;
        this.guard = new Guard(metrics::turnFailed);
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
                new Viewer(caller, inventory, fleet),
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
            advance();
            if (first) {
                publishMetrics();
            }
            client.greet(lastEventId);
        } catch (RuntimeException | Error e) {
            LOG.error("events: a client could not be greeted", e);
            end(client, Ending.FAILED);
        }
    }

    /** What a client is told first, unless it has that already; begins at this moment. */
    List<byte[]> opening(Viewer viewer, String lastEventId) {
        if (viewer.begin(moment).equals(lastEventId)) {
            return List.of();
        }
        return viewer.seesAll()
                ? snapshots.computeIfAbsent(viewer.isAdmin(), admin -> viewer.snapshot(moment))
                : viewer.snapshot(moment);
    }

    /** What a client must be told next. */
    List<byte[]> news(Viewer viewer) {
        if (!viewer.seesAll()) {
            return viewer.news(moment);
        }
        Viewer.Place place = viewer.place();
        Told before = told.get(place);
        if (before == null) {
            told.put(place, new Told(viewer, viewer.news(moment)));
            return told.get(place).parts();
        }
        viewer.follow(before.viewer());
        return before.parts();
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
            advance();
            long now = System.nanoTime();
            if (now - metricsAt >= config.metricsInterval().toNanos() && fleet.hasNewMetrics()) {
                publishMetrics();
            }
            clients.forEach(Client::tell);
        }
        turnAt = System.nanoTime();
    }

    /** Goes on to this moment. What was made ready for all stays so, if everything is as it was: many may come at once. */
    private void advance() {
        Moment before = moment;
        Fleet.Mark mark = fleet.mark();
        moment = view.moment();
        fleet.advance(moment);
        if (before == null || !sameShown(before, moment) || !fleet.mark().equals(mark)) {
            forgetReady();
        }
    }

    /** Whether all clusters are those of the other moment, but for their leases and the like. What is stale stands in the fleet's mark. */
    private static boolean sameShown(Moment one, Moment other) {
        return one.clusters().keySet().equals(other.clusters().keySet())
                && one.clusters().values().stream()
                        .allMatch(cluster -> cluster.showsSame(
                                other.clusters().get(cluster.head().clusterId())));
    }

    private void forgetReady() {
        told.clear();
        snapshots.clear();
    }

    private void publishMetrics() {
        fleet.publishMetrics();
        forgetReady();
        metricsAt = System.nanoTime();
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
        fleet.toldTo(clients.stream()
                .mapToLong(client -> client.viewer().position())
                .min()
                .orElse(fleet.position()));
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
            forgetAll();
        }
    }

    /** Nobody listens: what was told last, which may be a whole fleet of long ago, is of no use to whoever comes next. */
    private void forgetAll() {
        moment = null;
        fleet = new Fleet();
        forgetReady();
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
