package io.labkeeper.lab.services;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.Options.RealCluster;
import io.labkeeper.lab.state.PrivateFiles;
import io.labkeeper.lab.support.SupportReady;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that tell sync-worker and action-service which clusters there are, each with its own token. */
public final class ClusterFiles {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final LabDir dir;
    private final List<Path> secrets = new ArrayList<>();
    private List<String> neighbourTables = List.of();

    public ClusterFiles(LabDir dir) {
        this.dir = dir;
    }

    /** The file of sync-worker, whose token may read. */
    public Path forWorker() {
        return dir.clusters().resolve("sync-worker.yaml");
    }

    /** The file of action-service, whose token may switch as well. */
    public Path forActions() {
        return dir.clusters().resolve("action-service.yaml");
    }

    /** Where the simulated clusters tell who is at which address; none with real clusters. */
    public List<String> neighbourTables() {
        return neighbourTables;
    }

    /** Where the secrets of the tokens are that both files name. */
    public List<Path> secrets() {
        return List.copyOf(secrets);
    }

    public void write(List<SupportReady.Cluster> simulated, List<RealCluster> real) {
        secrets.clear();
        neighbourTables =
                simulated.stream().map(SupportReady.Cluster::neighbours).toList();
        List<Map<String, Object>> read = new ArrayList<>();
        List<Map<String, Object>> act = new ArrayList<>();
        for (SupportReady.Cluster cluster : simulated) {
            read.add(simulated(cluster, cluster.reader(), "reader"));
            act.add(simulated(cluster, cluster.actor(), "actor"));
        }
        for (RealCluster cluster : real) {
            read.add(real(cluster));
            act.add(real(cluster));
        }
        write(forWorker(), read);
        write(forActions(), act);
    }

    private Map<String, Object> simulated(SupportReady.Cluster cluster, SupportReady.Token token, String use) {
        Path secret = dir.clusters().resolve(cluster.id() + "-" + use + ".secret");
        PrivateFiles.write(secret, token.secret() + "\n");
        Map<String, Object> entry = entry(cluster.id(), cluster.name(), cluster.url(), token.id(), secret.toString());
        entry.put("fingerprints", List.of(cluster.fingerprint()));
        return entry;
    }

    private Map<String, Object> real(RealCluster cluster) {
        Map<String, Object> entry =
                entry(cluster.id(), cluster.id(), cluster.url(), cluster.tokenId(), cluster.tokenSecretFile());
        if (cluster.fingerprint() != null) {
            entry.put("fingerprints", List.of(cluster.fingerprint()));
        } else if (cluster.caFile() != null) {
            entry.put("ca_file", cluster.caFile());
        } else {
            entry.put("insecure", true);
        }
        return entry;
    }

    private Map<String, Object> entry(String id, String name, String url, String tokenId, String tokenSecretFile) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", id);
        entry.put("name", name);
        entry.put("endpoints", List.of(url));
        entry.put("token_id", tokenId);
        entry.put("token_secret_file", tokenSecretFile);
        secrets.add(Path.of(tokenSecretFile));
        return entry;
    }

    private static void write(Path file, List<Map<String, Object>> clusters) {
        try {
            PrivateFiles.write(file, YAML.writeValueAsString(Map.of("clusters", clusters)));
        } catch (JsonProcessingException e) {
            throw LabError.failed("cannot write " + file + ": " + e.getOriginalMessage(), e);
        }
    }
}
