package io.labkeeper.proxmox;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The clusters of the clusters file or directory, each with its own connections, limits and counters, as it says now:
 * {@link ClustersTimer} has it read again and again. Safe to use from any thread.
 */
@Singleton
@Startup
class ConfiguredClusters implements ProxmoxClients {

    private static final Logger LOG = Logger.getLogger(ConfiguredClusters.class);

    private final ProxmoxConfig config;
    private final MeterRegistry registry;
    private final boolean production;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Map<String, Entry> entries = Map.of();
    private volatile ClustersWatch watch;

    private record Entry(ProxmoxCluster cluster, SwitchingClient client, ProxmoxMetrics metrics) {}

    @Inject
    ConfiguredClusters(
            ProxmoxConfig config,
            MeterRegistry registry,
            @ConfigProperty(name = "labkeeper.production", defaultValue = "false") boolean production) {
        this.config = config;
        this.registry = registry;
        this.production = production;
    }

    /**
     * @throws BadClustersFileException if the file is not usable, or not safe enough for production
     */
    @PostConstruct
    void load() {
        List<ProxmoxCluster> read = read();
        take(read);
        watch = new ClustersWatch(read, this::read, this::take);
        ProxmoxMetrics.file(registry, refused);
    }

    /**
     * Reads the file again; blocks on the disk, and is to be called by one thread at a time.
     *
     * @return whether it is to be read once more, soon
     */
    boolean look() {
        boolean again = watch.look();
        refused.set(watch.refused().isPresent() ? 1 : 0);
        return again;
    }

    @Override
    public Collection<ProxmoxCluster> clusters() {
        return entries.values().stream().map(Entry::cluster).toList();
    }

    @Override
    public Optional<ProxmoxClient> client(String clusterId) {
        return Optional.ofNullable(entries.get(clusterId)).map(Entry::client);
    }

    @Override
    public Optional<String> refusedFile() {
        return watch.refused();
    }

    private List<ProxmoxCluster> read() {
        Path source = config.clustersFile();
        List<ProxmoxCluster> read =
                Files.isDirectory(source) ? new ClustersDirectory(source).read() : ClustersFile.read(source);
        read.forEach(this::refuseUnprotected);
        return read;
    }

    private void take(List<ProxmoxCluster> clusters) {
        Map<String, Entry> before = entries;
        Map<String, Entry> after = new LinkedHashMap<>();
        clusters.forEach(cluster -> after.put(cluster.id(), entry(cluster, before.get(cluster.id()))));
        if (after.isEmpty()) {
            LOG.warnf("%s names no cluster", config.clustersFile());
        }
        entries = after;
        before.forEach((id, entry) -> {
            if (!after.containsKey(id)) {
                LOG.infof("cluster=%s is not configured any more", id);
                entry.client().end();
            }
        });
    }

    private Entry entry(ProxmoxCluster cluster, Entry before) {
        if (before != null && before.cluster().equals(cluster)) {
            return before;
        }
        LOG.infof(
                "cluster=%s %s endpoints=%s tokens=%s",
                cluster.id(), before == null ? "configured" : "changed", cluster.endpoints(), cluster.tokens());
        warnIfUnprotected(cluster);
        if (before == null) {
            ProxmoxMetrics metrics = new ProxmoxMetrics(registry, cluster.id());
            return new Entry(cluster, new SwitchingClient(connect(cluster, metrics), metrics), metrics);
        }
        before.metrics().anew();
        before.client().become(connect(cluster, before.metrics()));
        return new Entry(cluster, before.client(), before.metrics());
    }

    private HttpProxmoxClient connect(ProxmoxCluster cluster, ProxmoxMetrics metrics) {
        return HttpProxmoxClient.connect(cluster, Caution.of(config), metrics);
    }

    private void refuseUnprotected(ProxmoxCluster cluster) {
        if (production && cluster.trust() instanceof ProxmoxCluster.Trust.Anything) {
            throw new BadClustersFileException(config.clustersFile() + ": cluster '" + cluster.id()
                    + "': key 'insecure' is refused when labkeeper.production is true");
        }
    }

    private static void warnIfUnprotected(ProxmoxCluster cluster) {
        if (cluster.trust() instanceof ProxmoxCluster.Trust.Anything) {
            LOG.warnf("cluster=%s is not protected: any certificate is accepted (insecure: true)", cluster.id());
        }
    }
}
