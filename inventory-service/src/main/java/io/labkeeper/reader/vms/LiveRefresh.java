package io.labkeeper.reader.vms;

import io.labkeeper.feed.FeedMessage.RefreshWanted;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has a cluster's list read now: asks the sync-worker that owns the cluster, through the feed or else through Postgres, and waits until the view holds a list that
 * is recent enough, whoever has caused it. All who ask for one cluster at a time share one request and its end.
 */
@ApplicationScoped
class LiveRefresh {

    /** How it went. */
    enum Outcome {
        /** Nobody wanted it. */
        NOT_ASKED,
        /** What is shown is as Proxmox shows it. */
        FRESH,
        /** It takes too long, or nobody can be asked. */
        LATE
    }

    private record Waiter(String clusterId, Instant since, UniEmitter<? super Boolean> emitter) {}

    private final InventoryView view;
    private final FeedPublisher feed;
    private final ListWish wish;
    private final DatabaseClock clock;
    private final LiveConfig config;
    private final Map<String, Uni<Boolean>> underWay = new ConcurrentHashMap<>();
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    /** Clusters never read for which somebody has waited in vain: once is enough, for nobody's page shall be slow for long. */
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();

    LiveRefresh(InventoryView view, FeedPublisher feed, ListWish wish, DatabaseClock clock, LiveConfig config) {
        this.view = view;
        this.feed = feed;
        this.wish = wish;
        this.clock = clock;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        view.watch(this::look);
    }

    /** Whether one of these has never been read and nobody has waited for it yet: then even an ordinary read waits. */
    boolean neverRead(Collection<ClusterView> clusters) {
        return clusters.stream().anyMatch(this::neverRead);
    }

    private boolean neverRead(ClusterView cluster) {
        return !cluster.head().sync().everRead()
                && !awaited.contains(cluster.head().clusterId());
    }

    /**
     * Waits until all of these have been read recently, within the limit. Whoever has waited goes on on a worker thread: the end comes on
     * the thread that follows the feed, which has better to do than make a crowd's pages. Never fails.
     */
    Uni<Outcome> refresh(Collection<ClusterView> clusters) {
        List<Uni<Boolean>> each = clusters.stream()
                .map(cluster -> cluster.head().clusterId())
                .filter(id -> !readSince(id, clock.now().minus(config.freshEnough())))
                .map(id -> underWay.computeIfAbsent(id, this::ask))
                .toList();
        if (each.isEmpty()) {
            return Uni.createFrom().item(Outcome.FRESH);
        }
        return Uni.join()
                .all(each)
                .andCollectFailures()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(done -> done.contains(false) ? Outcome.LATE : Outcome.FRESH);
    }

    private Uni<Boolean> ask(String clusterId) {
        Instant since = clock.now().minus(config.freshEnough());
        boolean never = view.moment().clusters().values().stream()
                .anyMatch(cluster -> cluster.head().clusterId().equals(clusterId)
                        && !cluster.head().sync().everRead());
        return feed.publish(new RefreshWanted(
                        clusterId, null, "live", UUID.randomUUID().toString()))
                // One that was never read is read without being asked, too.
                .chain(sent -> sent || never ? Uni.createFrom().item(true) : wish.ask(clusterId))
                .chain(asked ->
                        asked ? recent(clusterId, since) : Uni.createFrom().item(false))
                .ifNoItem()
                .after(config.limit())
                .recoverWithItem(false)
                .invoke(() -> awaited.add(clusterId))
                .onTermination()
                .invoke(() -> underWay.remove(clusterId))
                .memoize()
                .indefinitely();
    }

    private Uni<Boolean> recent(String clusterId, Instant since) {
        return Uni.createFrom().emitter(emitter -> {
            Waiter waiter = new Waiter(clusterId, since, emitter);
            waiters.add(waiter);
            emitter.onTermination(() -> waiters.remove(waiter));
            look();
        });
    }

    /** The view has changed: whoever waits for that goes on. */
    private void look() {
        for (Waiter waiter : waiters) {
            if (readSince(waiter.clusterId(), waiter.since()) && waiters.remove(waiter)) {
                waiter.emitter().complete(true);
            }
        }
    }

    /** Whether the view holds a list that was read then or later, with its metrics. */
    private boolean readSince(String clusterId, Instant since) {
        ClusterView cluster = view.moment().clusters().get(clusterId);
        return cluster != null
                && cluster.head().sync().everRead()
                && !cluster.head().sync().lastQuickAt().isBefore(since)
                && cluster.metrics().seq() >= cluster.head().metricsSeq();
    }
}
