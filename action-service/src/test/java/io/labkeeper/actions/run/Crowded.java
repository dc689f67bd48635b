package io.labkeeper.actions.run;

import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** The real clients of clusters for which calls may wait for an hour before they are sent. */
record Crowded(ProxmoxClients real) implements ProxmoxClients {

    @Override
    public Collection<ProxmoxCluster> clusters() {
        return real.clusters();
    }

    @Override
    public Optional<ProxmoxClient> client(String clusterId) {
        return real.client(clusterId).map(Crowded::crowded);
    }

    @Override
    public Optional<String> refusedFile() {
        return real.refusedFile();
    }

    private static ProxmoxClient crowded(ProxmoxClient client) {
        return (ProxmoxClient) Proxy.newProxyInstance(
                ProxmoxClient.class.getClassLoader(),
                new Class<?>[] {ProxmoxClient.class},
                (self, method, arguments) -> method.getName().equals("longestUnsent")
                        ? Duration.ofHours(1)
                        : method.invoke(client, arguments));
    }
}
