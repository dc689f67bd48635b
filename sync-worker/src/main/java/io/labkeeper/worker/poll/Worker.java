package io.labkeeper.worker.poll;

import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.worker.reconcile.Serial;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One worker: a loop for each cluster that is configured now, and its share of their leases. What runs is compared with what is
 * configured again and again, so no change of the clusters file can be missed. Safe to use from any thread.
 */
final class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    /** A lease that was given back for the sake of others is left to them for so many of their tries. */
    private static final int REST = 3;

    /** How long a cluster is kept that was given back for others and came back to us. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private final String id;
    private final ProxmoxClients clients;
    private final Loops factory;
    private final Wishes wishes;
    private final Presence presence;
    private final UnknownClusters unknown;
    private final Sharing sharing;
    private final Duration rest;
    private final Map<String, ClusterLoop> loops = new ConcurrentHashMap<>();
    /** Clusters whose former loop is still giving its lease back. */
    private final Set<String> ending = ConcurrentHashMap.newKeySet();

    /** By cluster; of one that is ours again, nobody has taken it: those who know it may not reach it. */
    private final Map<String, HandOver> inVain = new ConcurrentHashMap<>();

    /** One look after the other: what one has told is not to be overtaken by what an earlier one had to tell. */
    private final Serial looks = new Serial();

    private final Duration alive;
    /** When this worker last told what it knows; {@link System#nanoTime}, null for never. */
    private volatile Long told;

    private volatile boolean stopped; // written under this

    /**
     * A cluster was given back for others.
     *
     * @param at {@link System#nanoTime}
     * @param takers who could have taken it
     */
    private record HandOver(long at, Set<String> takers) {
        /** Whether it is not tried again yet, as nobody has come who might take it. */
        boolean still(Set<String> takersNow) {
            return System.nanoTime() - at < AGAIN.toNanos() && takers.containsAll(takersNow);
        }
    }

    /** What all workers of a process use. */
    record Tools(
            ProxmoxClients clients,
            Loops loops,
            Wishes wishes,
            Presence presence,
            UnknownClusters unknown,
            PollConfig config) {}

    /**
     * @param id under which leases are taken; no other process, not even this one after a restart, has the same
     */
    Worker(String id, Tools tools) {
        this.id = id;
        this.clients = tools.clients();
        this.factory = tools.loops();
        this.wishes = tools.wishes();
        this.presence = tools.presence();
        this.unknown = tools.unknown();
        this.rest = tools.config().leaseTry().multipliedBy(REST);
        this.alive = tools.config().workerAlive();
        this.sharing = new Sharing(tools.config(), () -> (int) leases());
    }

    Collection<ClusterLoop> loops() {
        return loops.values();
    }

    long leases() {
        return loops.values().stream().filter(ClusterLoop::holds).count();
    }

    /** Ends loops whose cluster was removed or changed, and begins those that are missing. */
    synchronized void follow() {
        if (stopped) {
            return;
        }
        Map<String, ProxmoxCluster> configured =
                clients.clusters().stream().collect(Collectors.toMap(ProxmoxCluster::id, Function.identity()));
        loops.values().stream()
                .filter(loop -> !loop.settings().equals(configured.get(loop.clusterId())))
                .toList()
                .forEach(this::end);
        configured.values().stream()
                .filter(cluster -> !loops.containsKey(cluster.id()) && !ending.contains(cluster.id()))
                .forEach(this::begin);
    }

    private void begin(ProxmoxCluster cluster) {
        clients.client(cluster.id()).ifPresent(client -> {
            ClusterLoop loop = factory.loop(cluster, client, id, sharing);
            loops.put(cluster.id(), loop);
            wishes.serve(loop);
            loop.start();
        });
    }

    private void end(ClusterLoop loop) {
        LOG.infof("cluster=%s was changed or removed, its loop ends", loop.clusterId());
        loops.remove(loop.clusterId(), loop);
        wishes.leave(loop);
        ending.add(loop.clusterId());
        Uni<Void> dropped =
                loop.holds() ? dropped(loop.clusterId()) : Uni.createFrom().voidItem();
        loop.stop()
                .call(() -> dropped)
                .onTermination()
                .invoke(() -> ended(loop))
                .subscribe()
                .with(
                        done -> follow(),
                        failure -> LOG.warnf(
                                "cluster=%s lease not given back, it runs out: %s",
                                loop.clusterId(), failure.getMessage()));
    }

    private void ended(ClusterLoop loop) {
        ending.remove(loop.clusterId());
        if (clients.client(loop.clusterId()).isEmpty()) {
            factory.metrics().forget(loop.clusterId());
        }
    }

    /** Tells that this worker lives, looks how the clusters are shared out, and gives back what is too much. */
    Uni<Void> share() {
        return look().onItem().ifNotNull().invoke(this::rebalance).replaceWithVoid();
    }

    /** Tells that this worker lives, and which clusters it knows; null once it is stopped, when there is nothing to tell. */
    Uni<FairShare> look() {
        return looks.run(() -> {
            if (stopped) {
                return Uni.createFrom().nullItem();
            }
            long at = System.nanoTime();
            List<String> clusters =
                    clients.clusters().stream().map(ProxmoxCluster::id).toList();
            return presence.look(id, clusters, clients.refusedFile().isPresent())
                    .invoke(() -> told = at);
        });
    }

    /**
     * Sees to clusters that nobody knows any more. It may take long, so it is no part of what tells that this worker lives; and while the
     * others may take this one for dead, and its clusters for unknown, it waits.
     */
    Uni<Void> seeToUnknown() {
        Long at = told;
        boolean heard = at != null && System.nanoTime() - at < alive.toNanos() / 2;
        return heard && !stopped ? unknown.look(id) : Uni.createFrom().voidItem();
    }

    /** The others hear first that this worker does not know it any more, or they would take it for known still. */
    private Uni<Void> dropped(String clusterId) {
        return Uni.createFrom()
                .deferred(() -> clients.client(clusterId).isPresent()
                        ? Uni.createFrom().voidItem()
                        : look().chain(() -> unknown.dropped(clusterId)))
                .onFailure()
                .invoke(failure -> LOG.debugf("cluster=%s removal not told: %s", clusterId, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private synchronized void rebalance(FairShare now) {
        Set<String> kept = inVain.keySet().stream()
                .filter(cluster -> inVain.get(cluster).still(now.takers(cluster)))
                .collect(Collectors.toSet());
        Set<String> surplus = stopped ? Set.of() : sharing.seen(now, kept);
        loops.values().stream()
                .filter(loop -> loop.holds() && surplus.contains(loop.clusterId()))
                .forEach(loop -> handOver(loop, now));
    }

    private void handOver(ClusterLoop loop, FairShare now) {
        inVain.put(loop.clusterId(), new HandOver(System.nanoTime(), now.takers(loop.clusterId())));
        LOG.infof("cluster=%s is given back for others to take", loop.clusterId());
        loop.stop()
                .onTermination()
                .invoke(() -> resume(loop))
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.warnf(
                                "cluster=%s lease not given back: %s", loop.clusterId(), failure.getMessage()));
    }

    private synchronized void resume(ClusterLoop loop) {
        if (!stopped && loops.get(loop.clusterId()) == loop) {
            loop.resume(rest);
        }
    }

    /** Ends all loops, their leases given back; the others are told first that there is one worker less. */
    Uni<Void> stop() {
        synchronized (this) {
            stopped = true;
        }
        List<Uni<Void>> stops = loops.values().stream().map(ClusterLoop::stop).toList();
        Uni<Void> left = looks.run(() -> presence.leave(id)).onFailure().recoverWithItem((Void) null);
        return stops.isEmpty()
                ? left
                : Uni.join()
                        .all(left, Uni.join().all(stops).andCollectFailures().replaceWithVoid())
                        .andCollectFailures()
                        .replaceWithVoid();
    }
}
