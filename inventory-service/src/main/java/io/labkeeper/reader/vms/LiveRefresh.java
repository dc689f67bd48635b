package io.labkeeper.reader.vms;

import io.labkeeper.feed.FeedMessage.RefreshWanted;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
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
 * Has a cluster's list read now. Asks the sync-worker that owns the cluster, through the feed or else through Postgres, and waits until
 * the view holds a list that is recent enough, whoever has caused it.
 *
 * <p>All who ask for one cluster at a time share one request and its end.
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

    private final InventoryView view;
    private final FeedPublisher feed;
    private final ListWish wish;
    private final ViewWaits waits;
    private final DatabaseClock clock;
    private final LiveConfig config;
    private final Map<String, Uni<Boolean>> underWay = new ConcurrentHashMap<>();

    /** Clusters never read for which somebody has waited in vain: once is enough, for nobody's page shall be slow for long. */
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();

    LiveRefresh(
            InventoryView view,
            FeedPublisher feed,
            ListWish wish,
            ViewWaits waits,
            DatabaseClock clock,
            LiveConfig config) {
        this.view = view;
        this.feed = feed;
        this.wish = wish;
        this.waits = waits;
        this.clock = clock;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        // One that is taken out and added again is new.
        view.watch(() -> awaited.retainAll(view.moment().clusters().keySet()));
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
        UUID id = UUID.randomUUID();
        return feed.publish(new RefreshWanted(clusterId, null, "live", id.toString()))
                // One that was never read is read without being asked, too.
                .chain(sent -> never ? recent(clusterId, since) : asked(sent, id, clusterId, since))
                .ifNoItem()
                .after(config.limit())
                .recoverWithItem(false)
                .invoke(() -> awaited.add(clusterId))
                .onTermination()
                .invoke(() -> underWay.remove(clusterId))
                .memoize()
                .indefinitely();
    }

    /**
     * What the feed has taken may have reached nobody: Redis takes a message also while the sync-worker's own subscription is dead. So
     * if the list does not come soon the question is left in Postgres as well. There it has the same id, so that a worker that has heard
     * it already does not read a second list for it.
     */
    private Uni<Boolean> asked(boolean sent, UUID id, String clusterId, Instant since) {
        return sent
                ? recent(clusterId, since)
                        .ifNoItem()
                        .after(config.repeatAfter())
                        .recoverWithUni(() -> wish.ask(id, clusterId).chain(left -> recent(clusterId, since)))
                : wish.ask(id, clusterId)
                        .chain(left -> left
                                ? recent(clusterId, since)
                                : Uni.createFrom().item(false));
    }

    private Uni<Boolean> recent(String clusterId, Instant since) {
        return waits.until(() -> readSince(clusterId, since));
    }

    private boolean readSince(String clusterId, Instant since) {
        ClusterView cluster = view.moment().clusters().get(clusterId);
        return cluster != null
                && shown(cluster)
                && !cluster.head().sync().lastQuickAt().isBefore(since);
    }

    /** Whether a list of it was ever read and is here, with its metrics. */
    static boolean shown(ClusterView cluster) {
        return cluster.head().sync().everRead()
                && cluster.metrics().seq() >= cluster.head().metricsSeq();
    }
}
