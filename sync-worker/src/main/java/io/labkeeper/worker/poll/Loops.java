package io.labkeeper.worker.poll;

import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.reconcile.Reconciler;
import io.labkeeper.worker.reconcile.Stores;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

/** Puts a cluster's loop together. */
@ApplicationScoped
class Loops {
    private final Stores stores;
    private final Leases leases;
    private final Settings settings;
    private final FeedPublisher feed;
    private final WorkerMetrics metrics;
    private final Vertx vertx;

    Loops(Stores stores, Leases leases, Settings settings, FeedPublisher feed, WorkerMetrics metrics, Vertx vertx) {
        this.stores = stores;
        this.leases = leases;
        this.settings = settings;
        this.feed = feed;
        this.metrics = metrics;
        this.vertx = vertx;
    }

    PollConfig config() {
        return settings.poll();
    }

    /** The settings of all loops, and the clock by which they go. */
    @ApplicationScoped
    static class Settings {
        private final PollConfig poll;
        private final AddressConfig addresses;
        private final DatabaseClock clock;

        Settings(PollConfig poll, AddressConfig addresses, DatabaseClock clock) {
            this.poll = poll;
            this.addresses = addresses;
            this.clock = clock;
        }

        PollConfig poll() {
            return poll;
        }

        AddressConfig addresses() {
            return addresses;
        }

        DatabaseClock clock() {
            return clock;
        }
    }

    /**
     * @param owner under which the lease is taken; no other process, not even this one after a restart, has the same
     */
    ClusterLoop loop(ProxmoxCluster cluster, ProxmoxClient client, String owner) {
        return loop(cluster, client, owner, Sharing.alone(settings.poll()));
    }

    ClusterLoop loop(ProxmoxCluster cluster, ProxmoxClient client, String owner, Sharing sharing) {
        PollConfig poll = settings.poll();
        Watched watched = new Watched(cluster, client, new Reconciler(cluster.id(), stores), settings.clock());
        GuestReader reader = new GuestReader(watched, settings.addresses());
        AddressSearch search = new AddressSearch(watched, reader, vertx);
        Schedule.Pace pace = new Schedule.Pace(
                cluster.quickInterval().orElse(poll.quickInterval()),
                cluster.fullInterval().orElse(poll.fullInterval()),
                poll.firstPause(),
                poll.longestPause(),
                poll.authPause());
        ClusterLoop.Assembly assembly = readList -> new ClusterLoop.Parts(
                new LeaseKeeper(watched, leases, poll, owner, sharing),
                new SyncRunner(watched, reader, search, settings.addresses()),
                new VmWatch(watched, search, vertx, readList),
                poll,
                metrics);
        return new ClusterLoop(watched, assembly, pace, vertx, feed);
    }
}
