package io.labkeeper.proxmox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where the clusters are described. */
@ConfigMapping(prefix = "labkeeper.proxmox")
public interface ProxmoxConfig {

    /**
     * The file with the clusters and their API tokens (YAML), read once at start. It holds secrets: only the service's own
     * user should be able to read it, and each service has its own file with its own token. A file that is missing or wrong
     * in any part stops the start.
     */
    @WithDefault("clusters.yaml")
    Path clustersFile();
}
