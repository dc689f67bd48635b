package io.labkeeper.proxmox;

import java.util.Collection;
import java.util.Optional;

/** The one seam between Labkeeper and Proxmox: all clusters that are configured. */
public interface ProxmoxClients {

    /** All configured clusters, in the order of the file. */
    Collection<ProxmoxCluster> clusters();

    /** The client of one cluster, empty if no such cluster is configured. */
    Optional<ProxmoxClient> client(String clusterId);
}
