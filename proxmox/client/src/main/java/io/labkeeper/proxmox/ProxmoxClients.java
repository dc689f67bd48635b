package io.labkeeper.proxmox;

import java.util.Collection;
import java.util.Optional;

/**
 * The one seam between Labkeeper and Proxmox: all clusters that are configured, as the clusters file now says. What is added,
 * changed or removed there is seen here within seconds, without a restart.
 */
public interface ProxmoxClients {

    /** All configured clusters, in the order of the file. */
    Collection<ProxmoxCluster> clusters();

    /**
     * The client of one cluster, empty if no such cluster is configured. It may be kept: its calls go by the settings that are in
     * force when they begin, and fail as {@link ProxmoxException.Unreachable} once the cluster is removed.
     */
    Optional<ProxmoxClient> client(String clusterId);

    /** Why the clusters file, as it lies there, is refused, so that an earlier one is in force; without any secret. */
    Optional<String> refusedFile();
}
