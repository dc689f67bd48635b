package io.labkeeper.reader.view;

import io.labkeeper.feed.FeedListener;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.inventory.ClusterHead;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps the clusters of the view up to date from two signals: the feed makes it fast, the heads make it sure. Heads are read from
 * Redis every second, and from Postgres every two seconds while Redis is away, not configured, or does not name all clusters.
 */
@ApplicationScoped
class ViewFollower implements FeedListener {
    private static final Logger LOG = Logger.getLogger(ViewFollower.class);

    private final InventoryView view;
    private final ClusterSource source;
    private final ViewConfig config;
    private final Vertx vertx;
    private final Map<String, ClusterFollower> followers = new ConcurrentHashMap<>();
    private final AtomicBoolean readingHeads = new AtomicBoolean();
    private volatile long postgresAskedAt;

    ViewFollower(InventoryView view, ClusterSource source, ViewConfig config, Vertx vertx) {
        this.view = view;
        this.source = source;
        this.config = config;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        postgresAskedAt = System.nanoTime() - config.postgresInterval().toNanos();
        vertx.setPeriodic(config.headsInterval().toMillis(), timer -> readHeads());
        readHeads();
    }

    @Override
    public void received(FeedMessage message) {
        if (message instanceof FeedMessage.Changed changed) {
            follower(changed.cluster()).changed(changed);
        } else if (message instanceof FeedMessage.MetricsChanged metrics) {
            follower(metrics.cluster()).metricsUpTo(metrics.seq());
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
        heads().onTermination()
                .invoke(() -> readingHeads.set(false))
                .subscribe()
                .with(done -> {}, failure -> LOG.debugf("heads not read: %s", failure.getMessage()));
    }

    private Uni<Void> heads() {
        if (!source.redisUsable()) {
            return headsFromPostgresIfDue();
        }
        return source.headsFromRedis()
                .invoke(this::followRedis)
                .map(heads -> !heads.isEmpty() && heads.keySet().containsAll(view.clusterIds()))
                .onFailure()
                .recoverWithItem(false)
                .chain(complete -> complete ? Uni.createFrom().voidItem() : headsFromPostgresIfDue());
    }

    private Uni<Void> headsFromPostgresIfDue() {
        if (System.nanoTime() - postgresAskedAt < config.postgresInterval().toNanos()) {
            return Uni.createFrom().voidItem();
        }
        postgresAskedAt = System.nanoTime();
        return source.headsFromPostgres().invoke(this::followPostgres).replaceWithVoid();
    }

    private void followRedis(Map<String, ClusterHead> heads) {
        heads.forEach((clusterId, head) -> follower(clusterId).head(head));
        if (!heads.isEmpty() && view.clusterIds().containsAll(heads.keySet())) {
            view.clustersAreKnown();
        }
    }

    /** Postgres names all clusters there are, so one that it does not name is gone. */
    private void followPostgres(Map<String, ClusterHead> heads) {
        heads.forEach((clusterId, head) -> follower(clusterId).head(head));
        view.clusterIds().stream()
                .filter(known -> !heads.containsKey(known))
                .toList()
                .forEach(this::forget);
        if (view.clusterIds().containsAll(heads.keySet())) {
            view.clustersAreKnown();
        }
    }

    private void forget(String clusterId) {
        LOG.infof("cluster=%s is no longer there", clusterId);
        followers.remove(clusterId);
        view.remove(clusterId);
    }

    private ClusterFollower follower(String clusterId) {
        return followers.computeIfAbsent(clusterId, id -> new ClusterFollower(id, view, source));
    }
}
