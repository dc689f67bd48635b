package io.labkeeper.proxmox;

import io.labkeeper.proxmox.ProxmoxCluster.ApiToken;
import io.labkeeper.proxmox.ProxmoxCluster.Limits;
import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Clients for tests: real ones, with limits that a test can wait for. */
final class Clients {

    static final ApiToken TOKEN = new ApiToken("labkeeper@pve!test", "5ec7e7aa-1111-2222-3333-444455556666");
    static final GuestRef VM = new GuestRef("pve1", GuestType.QEMU, 100);
    static final GuestRef CONTAINER = new GuestRef("pve1", GuestType.LXC, 101);

    private Clients() {}

    static Limits limits(Duration call, Duration proxied, int concurrency) {
        return new Limits(Duration.ofSeconds(2), call, proxied, concurrency);
    }

    static Limits patient() {
        return limits(Duration.ofSeconds(10), Duration.ofSeconds(10), 8);
    }

    static ProxmoxCluster cluster(List<URI> endpoints, Trust trust, Limits limits) {
        return new ProxmoxCluster(
                "lab-a", "Lab A", endpoints, List.of(TOKEN), trust, limits, Optional.empty(), Optional.empty());
    }

    static ProxmoxClient of(ProxmoxCluster cluster) {
        return of(cluster, new SimpleMeterRegistry());
    }

    static ProxmoxClient of(ProxmoxCluster cluster, MeterRegistry registry) {
        return of(cluster, Caution.DEFAULT, registry);
    }

    static ProxmoxClient of(ProxmoxCluster cluster, Caution caution, MeterRegistry registry) {
        return HttpProxmoxClient.connect(cluster, caution, new ProxmoxMetrics(registry, cluster.id()));
    }
}
