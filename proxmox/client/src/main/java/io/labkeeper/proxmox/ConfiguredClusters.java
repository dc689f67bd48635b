package io.labkeeper.proxmox;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The clusters of the clusters file, each with its own connections, limits and counters. */
@ApplicationScoped
@Startup
class ConfiguredClusters implements ProxmoxClients {

    private static final Logger LOG = Logger.getLogger(ConfiguredClusters.class);

    private final ProxmoxConfig config;
    private final MeterRegistry registry;
    private final boolean production;
    private List<ProxmoxCluster> clusters = List.of();
    private Map<String, ProxmoxClient> clients = Map.of();

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
        List<ProxmoxCluster> read = ClustersFile.read(config.clustersFile());
        Map<String, ProxmoxClient> built = new LinkedHashMap<>();
        for (ProxmoxCluster cluster : read) {
            refuseOrWarn(cluster);
            built.put(cluster.id(), client(cluster));
            LOG.infof("cluster=%s endpoints=%s token=%s", cluster.id(), cluster.endpoints(), cluster.token());
        }
        if (read.isEmpty()) {
            LOG.warnf("%s names no cluster", config.clustersFile());
        }
        clusters = read;
        clients = Map.copyOf(built);
    }

    @Override
    public Collection<ProxmoxCluster> clusters() {
        return clusters;
    }

    @Override
    public Optional<ProxmoxClient> client(String clusterId) {
        return Optional.ofNullable(clients.get(clusterId));
    }

    private void refuseOrWarn(ProxmoxCluster cluster) {
        if (!(cluster.trust() instanceof ProxmoxCluster.Trust.Anything)) {
            return;
        }
        if (production) {
            throw new BadClustersFileException(config.clustersFile() + ": cluster '" + cluster.id()
                    + "': key 'insecure' is refused when labkeeper.production is true");
        }
        LOG.warnf("cluster=%s is not protected: any certificate is accepted (insecure: true)", cluster.id());
    }

    private ProxmoxClient client(ProxmoxCluster cluster) {
        List<Exchange.Endpoint> endpoints = cluster.endpoints().stream()
                .map(uri -> new Exchange.Endpoint(uri, Transport.client(uri, cluster)))
                .toList();
        return new HttpProxmoxClient(
                cluster.id(), new Exchange(cluster, endpoints, new RequestCounts(registry, cluster.id())));
    }
}
