package io.labkeeper.reader.view;

import io.labkeeper.feed.FeedListener;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps the clusters of the view up to date from two signals: the feed makes it fast, the heads make it sure. Heads are read from
 * Redis every second. Postgres, which alone knows all clusters, is asked at the start, every two seconds while Redis is away or
 * does not name all of them, and now and then in any case.
 */
@ApplicationScoped
class ViewFollower implements FeedListener {
    private static final Logger LOG = Logger.getLogger(ViewFollower.class);

    private final InventoryView view;
    private final ClusterSource source;
    private final DatabaseClock clock;
    private final ViewConfig config;
    private final Vertx vertx;
    private volatile long ticks;
    private final Map<String, ClusterFollower> followers = new ConcurrentHashMap<>();
    private final AtomicBoolean readingHeads = new AtomicBoolean();
    private final Absences absences;
    /** Clusters that Postgres no longer names; what Redis still holds of them does not count. */
    private volatile Set<String> gone = Set.of();

    /** All clusters there are, as far as is known; null before anybody has told. */
    private volatile Set<String> named;

    private volatile boolean postgresAnswered;
    private volatile long postgresAskedAt;

    ViewFollower(InventoryView view, ClusterSource source, DatabaseClock clock, ViewConfig config, Vertx vertx) {
        this.view = view;
        this.source = source;
        this.clock = clock;
        this.config = config;
        this.vertx = vertx;
        this.absences = new Absences(config.forgetAfter(), System::nanoTime);
    }

    /** What it would ask is gone a moment later. */
    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(ticks);
    }

    void start(@Observes StartupEvent event) {
        postgresAskedAt = System.nanoTime() - config.crossCheckInterval().toNanos();
        ticks = vertx.setPeriodic(config.headsInterval().toMillis(), timer -> readHeads());
        readHeadsUntilKnown();
    }

    private void readHeadsUntilKnown() {
        readHeads();
        vertx.setTimer(config.startInterval().toMillis(), timer -> {
            if (!view.clustersKnown()) {
                readHeadsUntilKnown();
            }
        });
    }

    @Override
    public void received(FeedMessage message) {
        if (message instanceof FeedMessage.Changed changed && !gone.contains(changed.cluster())) {
            follower(changed.cluster()).changed(changed);
        } else if (message instanceof FeedMessage.MetricsChanged metrics && !gone.contains(metrics.cluster())) {
            follower(metrics.cluster()).metricsUpTo(metrics.seq());
        } else if (message instanceof FeedMessage.Refreshed) {
            // When the list was read stands in the head alone.
            readHeads();
        }
    }

    @Override
    public void trusted() {
        readHeads();
    }

    @Override
    public void unreadable() {
        readHeads();
    }

    private void readHeads() {
        if (!readingHeads.compareAndSet(false, true)) {
            return;
        }
        redisHeads()
                .chain(this::postgresHeadsIfDue)
                .onTermination()
                .invoke(() -> readingHeads.set(false))
                .subscribe()
                .with(done -> {}, failure -> LOG.debugf("heads not read from Postgres: %s", failure.getMessage()));
    }

    /** Whether Redis has told the heads of all clusters that we know. */
    private Uni<Boolean> redisHeads() {
        if (!source.redisWorthAsking()) {
            return Uni.createFrom().item(false);
        }
        return source.headsFromRedis()
                .invoke(this::followRedis)
                .map(this::suffice)
                .onFailure()
                .invoke(failure -> LOG.debugf("heads not read from Redis: %s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(false);
    }

    /**
     * Whether these heads will do. One whose lease has run out may stand in a Redis that can be read but no longer written: then only
     * Postgres knows what has happened since.
     */
    private boolean suffice(Map<String, ClusterHead> heads) {
        return !heads.isEmpty()
                && heads.keySet().containsAll(view.clusterIds())
                && heads.values().stream().allMatch(head -> head.leasedAt(clock.now()));
    }

    private Uni<Void> postgresHeadsIfDue(boolean redisIsEnough) {
        Duration interval = redisIsEnough && view.ready() ? config.crossCheckInterval() : config.postgresInterval();
        // Half a beat early, since a beat that comes a little too soon would cost a whole one.
        Duration due = interval.minus(config.headsInterval().dividedBy(2));
        if (System.nanoTime() - postgresAskedAt < due.toNanos()) {
            return Uni.createFrom().voidItem();
        }
        postgresAskedAt = System.nanoTime();
        return source.headsFromPostgres()
                .invoke(this::followPostgres)
                .onFailure()
                .invoke(failure -> postgresAnswered = false)
                .replaceWithVoid();
    }

    /** Without Postgres, what Redis names is all there is to know; with it, Redis may lack a cluster. */
    private void followRedis(Map<String, ClusterHead> heads) {
        heads.forEach((clusterId, head) -> {
            if (!gone.contains(clusterId)) {
                follower(clusterId).head(head);
            }
        });
        boolean postgresTried = System.nanoTime() - postgresAskedAt
                < config.crossCheckInterval().toNanos();
        if (postgresTried && !postgresAnswered && !heads.isEmpty()) {
            named = Set.copyOf(heads.keySet());
            knownIfLoaded();
        }
    }

    private void followPostgres(Map<String, ClusterHead> heads) {
        postgresAnswered = true;
        heads.forEach((clusterId, head) -> follower(clusterId).head(head));
        Set<String> known = new HashSet<>(gone);
        known.addAll(view.clusterIds());
        gone = absences.gone(known, heads.keySet());
        view.clusterIds().stream().filter(gone::contains).toList().forEach(this::forget);
        named = Set.copyOf(heads.keySet());
        knownIfLoaded();
    }

    private void knownIfLoaded() {
        Set<String> expected = named;
        if (expected != null && view.clusterIds().containsAll(expected)) {
            view.clustersAreKnown();
        }
    }

    private void forget(String clusterId) {
        LOG.infof("cluster=%s is no longer there", clusterId);
        followers.remove(clusterId);
        view.remove(clusterId);
    }

    private ClusterFollower follower(String clusterId) {
        return followers.computeIfAbsent(clusterId, id -> new ClusterFollower(id, view, source, this::knownIfLoaded));
    }
}
