package io.labkeeper.worker.poll;

import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.address.NetworkTables;
import io.labkeeper.worker.history.History;
import io.labkeeper.worker.probe.Prober;
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

    WorkerMetrics metrics() {
        return metrics;
    }

    /** The settings of all loops, the clock by which they go, the network that they share, and what their full syncs end with. */
    @ApplicationScoped
    static class Settings {
        private final PollConfig poll;
        private final AddressConfig addresses;
        private final DatabaseClock clock;
        private final NetworkTables networks;
        private final Prober prober;
        private final History history;

        Settings(
                PollConfig poll,
                AddressConfig addresses,
                DatabaseClock clock,
                NetworkTables networks,
                Prober prober,
                History history) {
            this.poll = poll;
            this.addresses = addresses;
            this.clock = clock;
            this.networks = networks;
            this.prober = prober;
            this.history = history;
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

        NetworkTables networks() {
            return networks;
        }

        Prober prober() {
            return prober;
        }

        History history() {
            return history;
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
        NetworkReader network = new NetworkReader(watched, settings.networks(), settings.addresses());
        AddressSearch search = new AddressSearch(watched, reader, network, settings.addresses(), vertx);
        AddressReport report =
                new AddressReport(watched, metrics, settings.addresses().ttl());
        LastSteps last = new LastSteps(
                watched, settings.prober().of(cluster.id(), watched.reconciler()), settings.history(), metrics);
        SyncRunner.Details details = new SyncRunner.Details(
                new ListSync(watched, metrics, poll.listLimit()), reader, network, search::begin, report, last);
        Schedule.Pace pace = new Schedule.Pace(
                cluster.quickInterval().orElse(poll.quickInterval()),
                cluster.fullInterval().orElse(poll.fullInterval()),
                poll.firstPause(),
                poll.longestPause(),
                poll.authPause());
        SyncRunner runner = new SyncRunner(watched, details, settings.addresses(), poll.configsPerTick());
        ClusterLoop.Assembly assembly = readList -> new ClusterLoop.Parts(
                new LeaseKeeper(watched, leases, poll, owner, sharing),
                runner,
                new VmWatch(watched, runner::started, runner::looked, vertx, readList),
                poll,
                metrics);
        return new ClusterLoop(watched, assembly, pace, vertx, feed);
    }
}
