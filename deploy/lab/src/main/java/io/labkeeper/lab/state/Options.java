package io.labkeeper.lab.state;

import java.util.List;

/**
 * How a lab is to be: the options of {@code up}, all of them decided.
 *
 * @param port of the gateway on 127.0.0.1
 * @param simulated the clusters to simulate
 * @param replicas how many processes of each service
 * @param intervals how often clusters are polled
 * @param real real clusters; if there is one, none is simulated
 * @param stores whose stores to use
 * @param detach whether {@code up} returns when all is ready
 */
public record Options(
        int port,
        Simulated simulated,
        Replicas replicas,
        Intervals intervals,
        List<RealCluster> real,
        Stores stores,
        boolean detach) {

    public static final Options DEFAULTS = new Options(
            8080,
            new Simulated(2, 60, 3, 1),
            new Replicas(2, 2, 2),
            new Intervals("300s", "30s"),
            List.of(),
            new Stores(null, false, null, false),
            false);

    /**
     * @param vms guests per cluster, templates aside
     * @param nodes per cluster
     * @param seed of the random numbers the clusters are made up from
     */
    public record Simulated(int clusters, int vms, int nodes, long seed) {}

    public record Replicas(int workers, int inventory, int actions) {}

    /** Durations as given: a number and a unit, such as 30s or 5m. */
    public record Intervals(String full, String quick) {}

    /**
     * @param redisUrl a Redis of yours; null for an embedded one
     * @param noRedis none at all
     * @param postgresUrl a Postgres of yours; null for an embedded one
     * @param proxies whether a TCP proxy stands between each service and each store
     */
    public record Stores(String redisUrl, boolean noRedis, String postgresUrl, boolean proxies) {}

    /**
     * A Proxmox cluster outside the lab. Exactly one of fingerprint, CA and {@code insecure} is set.
     *
     * @param tokenSecretFile where the secret of its API token was put; it stands nowhere else
     */
    public record RealCluster(
            String id,
            String url,
            String tokenId,
            String tokenSecretFile,
            String fingerprint,
            String caFile,
            boolean insecure) {}
}
