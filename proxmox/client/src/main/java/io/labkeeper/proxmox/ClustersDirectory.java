package io.labkeeper.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A directory that says which clusters there are, such as Kubernetes mounts of one secret or of several: each cluster is a file
 * {@code ID.yaml}, or a sub-directory {@code ID} with a file {@code cluster.yaml}. Other files are what these refer to. It too is
 * taken as a whole or not at all, and what is taken was there at one time: a reading during which something was put in place of
 * something else is made again.
 */
final class ClustersDirectory {

    private static final String ENTRY = "cluster.yaml";
    private static final String SUFFIX = ".yaml";
    /** Kubernetes changes a mount about once a minute at most. */
    private static final int READINGS = 5;

    private final MountedDirectory directory;

    ClustersDirectory(Path directory) {
        this.directory = new MountedDirectory(directory);
    }

    /**
     * Blocks on the disk.
     *
     * @return the clusters, by id
     * @throws BadClustersFileException if anything in it is wrong, or it holds no cluster at all: so does a mount that failed
     */
    List<ProxmoxCluster> read() {
        for (int reading = 0; reading < READINGS; reading++) {
            List<String> before = directory.versions();
            Reading read = readOnce();
            if (directory.versions().equals(before)) {
                return read.orThrow();
            }
        }
        throw bad("changes each time it is read");
    }

    /** @param complaint null if all was good */
    private record Reading(List<ProxmoxCluster> clusters, BadClustersFileException complaint) {

        List<ProxmoxCluster> orThrow() {
            if (complaint != null) {
                throw complaint;
            }
            return clusters;
        }
    }

    private Reading readOnce() {
        try {
            return new Reading(clusters(), null);
        } catch (BadClustersFileException e) {
            return new Reading(List.of(), e);
        }
    }

    private List<ProxmoxCluster> clusters() {
        Map<String, ProxmoxCluster> clusters = new LinkedHashMap<>();
        for (Path path : directory.content()) {
            if (standsForACluster(path)) {
                ProxmoxCluster cluster = cluster(path);
                if (clusters.putIfAbsent(cluster.id(), cluster) != null) {
                    throw bad("cluster '" + cluster.id() + "' is there twice, as a file and as a directory");
                }
            }
        }
        if (clusters.isEmpty()) {
            throw bad("holds no cluster, neither as ID.yaml nor as ID/cluster.yaml (labkeeper.proxmox.clusters-file)");
        }
        return List.copyOf(clusters.values());
    }

    private static boolean standsForACluster(Path path) {
        if (path.toString().endsWith(".yml")) {
            throw new BadClustersFileException(path + ": the name must end with " + SUFFIX);
        }
        return Files.isDirectory(path) || path.toString().endsWith(SUFFIX);
    }

    private static ProxmoxCluster cluster(Path path) {
        String name = path.getFileName().toString();
        boolean alone = Files.isDirectory(path);
        String id = alone ? name : name.substring(0, name.length() - SUFFIX.length());
        if (!ClusterEntry.isId(id)) {
            throw new BadClustersFileException(path + ": the name must be a cluster's id: 1 to 40 of a-z, 0-9 and -");
        }
        Path root = alone ? new MountedDirectory(path).root() : path.getParent();
        Path file = alone ? root.resolve(ENTRY) : path;
        YamlEntry entry = new YamlEntry(file + ": cluster '" + id + "'", named(ClustersFile.parse(file), id));
        if (!entry.required("id").equals(id)) {
            throw entry.bad("id", "must be left out, or be the name of the file or directory");
        }
        return new ClusterEntry(entry, root.toAbsolutePath()).read();
    }

    private static JsonNode named(JsonNode entry, String id) {
        return entry instanceof ObjectNode map && !map.has("id") ? map.put("id", id) : entry;
    }

    private BadClustersFileException bad(String what) {
        return new BadClustersFileException(directory.path() + ": " + what);
    }
}
