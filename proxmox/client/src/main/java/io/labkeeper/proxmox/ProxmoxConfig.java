package io.labkeeper.proxmox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Where the clusters are described, and how a cluster that is in trouble is spared. */
@ConfigMapping(prefix = "labkeeper.proxmox")
public interface ProxmoxConfig {

    /**
     * The file with the clusters and their API tokens (YAML). It holds secrets: only the service's own user should be able to
     * read it, and each service has its own file with its own token. A file that is missing or wrong in any part stops the
     * start; later it is refused as a whole, and the last good one stays in force.
     *
     * <p>Or a directory, such as Kubernetes mounts from secrets: then each {@code ID.yaml} in it, or {@code cluster.yaml} in a
     * sub-directory {@code ID}, describes one cluster, and a directory without any is refused as well.
     */
    @WithDefault("clusters.yaml")
    Path clustersFile();

    /**
     * How often the file, and the files that it names, are read again. They are read and compared, not watched for events:
     * Kubernetes changes mounted secrets by swapping a symbolic link. A change counts when it has been read twice alike,
     * half a second apart, so that a file that is being written is not taken half.
     */
    @WithDefault("PT5S")
    Duration watch();

    /** How long a token that Proxmox refused (401) is not sent again: each refusal holds up a Proxmox process for 3 s. */
    @WithDefault("PT60S")
    Duration refusedPause();

    /** After how many failures in a row to connect, or to get an answer in time, a cluster is left alone for a while. */
    @WithDefault("5")
    int circuitFailures();

    /** For how long it is left alone; then one call finds out whether it is back. */
    @WithDefault("PT10S")
    Duration circuitPause();
}
