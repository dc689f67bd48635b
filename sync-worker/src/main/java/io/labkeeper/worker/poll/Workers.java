package io.labkeeper.worker.poll;

import io.labkeeper.feed.Replica;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Starts a loop per configured cluster, and stops them with their leases given back. */
@ApplicationScoped
public class Workers {
    private static final Logger LOG = Logger.getLogger(Workers.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private final ProxmoxClients clients;
    private final Loops factory;
    private final Wishes wishes;
    private final Replica replica;
    private final PollConfig config;
    private final Vertx vertx;
    private final List<ClusterLoop> loops = new CopyOnWriteArrayList<>();
    private final AtomicBoolean reading = new AtomicBoolean();

    Workers(ProxmoxClients clients, Loops factory, Wishes wishes, Replica replica, PollConfig config, Vertx vertx) {
        this.clients = clients;
        this.factory = factory;
        this.wishes = wishes;
        this.replica = replica;
        this.config = config;
        this.vertx = vertx;
    }

    /** How many clusters are configured. */
    public int clusters() {
        return loops.size();
    }

    /** For how many of them this process holds the lease. */
    public long leases() {
        return loops.stream().filter(ClusterLoop::holds).count();
    }

    /** The loop of a cluster. */
    ClusterLoop loop(String clusterId) {
        return loops.stream()
                .filter(loop -> loop.clusterId().equals(clusterId))
                .findFirst()
                .orElseThrow();
    }

    void start(@Observes StartupEvent event) {
        for (ProxmoxCluster cluster : clients.clusters()) {
            ClusterLoop loop =
                    factory.loop(cluster, clients.client(cluster.id()).orElseThrow(), replica.incarnation());
            loops.add(loop);
            wishes.serve(loop);
            loop.start();
        }
        vertx.setPeriodic(config.wishes().toMillis(), timer -> readWishes());
    }

    void stop(@Observes ShutdownEvent event) {
        List<Uni<Void>> stops = loops.stream().map(ClusterLoop::stop).toList();
        if (stops.isEmpty()) {
            return;
        }
        try {
            Uni.join().all(stops).andCollectFailures().await().atMost(STOP_LIMIT);
        } catch (RuntimeException e) {
            LOG.warnf("not all leases were given back: %s", e.getMessage());
        }
    }

    private void readWishes() {
        if (!reading.compareAndSet(false, true)) {
            return;
        }
        wishes.read()
                .onTermination()
                .invoke(() -> reading.set(false))
                .subscribe()
                .with(done -> {}, failure -> LOG.debugf("wishes not read: %s", failure.getMessage()));
    }
}
