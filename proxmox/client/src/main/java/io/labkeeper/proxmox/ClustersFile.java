package io.labkeeper.proxmox;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The file that says which clusters there are. It is taken as a whole or not at all: half a configuration would make
 * clusters vanish silently.
 */
final class ClustersFile {

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private ClustersFile() {}

    /**
     * Blocks on the disk; for start-up.
     *
     * @throws BadClustersFileException if the file is missing or anything in it is wrong
     */
    static List<ProxmoxCluster> read(Path file) {
        YamlEntry top = new YamlEntry(file.toString(), parse(file));
        top.allow(Set.of("clusters"));
        JsonNode entries = top.map().path("clusters");
        if (!entries.isArray()) {
            throw top.bad("clusters", "must be a list of clusters");
        }
        Map<String, ProxmoxCluster> clusters = new LinkedHashMap<>();
        for (JsonNode entry : entries) {
            String place = place(file, entry, clusters.size() + 1);
            ProxmoxCluster cluster = new ClusterEntry(new YamlEntry(place, entry), directory(file)).read();
            if (clusters.putIfAbsent(cluster.id(), cluster) != null) {
                throw new BadClustersFileException(place + ": key 'id' is used twice");
            }
        }
        return List.copyOf(clusters.values());
    }

    /** @throws BadClustersFileException if the file cannot be read or is not YAML */
    static JsonNode parse(Path file) {
        try {
            return YAML.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            // not the parser's message: it quotes the line, which may hold a secret
            JsonLocation at = e.getLocation();
            throw new BadClustersFileException(file + ": not valid YAML"
                    + (at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr()));
        } catch (IOException e) {
            throw new BadClustersFileException(file + ": cannot be read (labkeeper.proxmox.clusters-file): "
                    + e.getClass().getSimpleName());
        }
    }

    private static String place(Path file, JsonNode entry, int number) {
        String id = entry.path("id").asText("");
        if (!ClusterEntry.isId(id)) {
            throw new BadClustersFileException(
                    file + ": cluster number " + number + ": key 'id' must be 1 to 40 of a-z, 0-9 and -");
        }
        return file + ": cluster '" + id + "'";
    }

    private static Path directory(Path file) {
        return file.toAbsolutePath().getParent();
    }
}
