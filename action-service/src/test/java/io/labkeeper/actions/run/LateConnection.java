package io.labkeeper.actions.run;

import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.proxmox.ProxmoxException;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The real clients behind a way on which the first orders do not leave this machine.
 *
 * @param left how many more orders find nobody
 */
record LateConnection(ProxmoxClients real, AtomicInteger left) implements ProxmoxClients {

    @Override
    public Collection<ProxmoxCluster> clusters() {
        return real.clusters();
    }

    @Override
    public Optional<ProxmoxClient> client(String clusterId) {
        return real.client(clusterId).map(this::late);
    }

    @Override
    public Optional<String> refusedFile() {
        return real.refusedFile();
    }

    private ProxmoxClient late(ProxmoxClient client) {
        return (ProxmoxClient) Proxy.newProxyInstance(
                ProxmoxClient.class.getClassLoader(),
                new Class<?>[] {ProxmoxClient.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("power") && left.getAndDecrement() > 0) {
                        return Uni.createFrom().failure(new ProxmoxException.Unreachable("nobody there yet", null));
                    }
                    return method.invoke(client, arguments);
                });
    }
}
