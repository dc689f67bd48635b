package io.labkeeper.lab.demo;

import java.nio.file.Path;

/**
 * What is simulated for services in containers.
 *
 * @param name the host name by which the services reach it
 * @param clusters how many, at most 26
 * @param vms guests of each cluster
 * @param nodes hosts of each cluster
 * @param issuerPort where the issuer listens; the address of every token's {@code iss} has it too
 * @param proxmoxPort where the first cluster listens; the others on the ports after it
 */
public record DemoOptions(
        String name, int clusters, int vms, int nodes, int issuerPort, int proxmoxPort, Folders folders) {
    private static final int LETTERS = 26;

    /**
     * @param keepIn for what must survive a restart: certificates, keys
     * @param forWorker where sync-worker finds its clusters
     * @param forActions where action-service finds its clusters
     */
    public record Folders(Path keepIn, Path forWorker, Path forActions) {}

    public DemoOptions {
        if (clusters < 1 || clusters > LETTERS) {
            throw new IllegalArgumentException("clusters must be 1 to " + LETTERS + ", not " + clusters);
        }
    }

    /** "lab-a", "lab-b", … */
    String clusterId(int number) {
        return "lab-" + (char) ('a' + number);
    }

    String issuerUrl() {
        return "http://" + name + ":" + issuerPort;
    }

    String proxmoxUrl(int number) {
        return "https://" + name + ":" + (proxmoxPort + number);
    }
}
