package io.labkeeper.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The lab's note of what runs: {@code state.json}.
 *
 * @param gateway address of the one origin
 * @param parts all parts
 */
public record LabState(String gateway, List<Part> parts) {

    public LabState {
        parts = List.copyOf(parts);
    }

    /** @throws ProveException if the text is not such a note */
    public static LabState parse(String text) {
        JsonNode root = Json.parse(text);
        return new LabState(
                root.path("gateway").asText(null),
                StreamSupport.stream(root.path("parts").spliterator(), false)
                        .map(Part::of)
                        .toList());
    }

    /** @throws ProveException if there is none of that name */
    public Part part(String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProveException("the lab has no part " + name));
    }

    /** All parts of a kind, in the order of their start. */
    public List<Part> ofKind(String kind) {
        return parts.stream().filter(part -> part.kind().equals(kind)).toList();
    }

    /** The processes of our three services by the name of the part. */
    public Map<String, Long> serviceProcesses() {
        return parts.stream()
                .filter(part -> List.of("sync-worker", "inventory-service", "action-service")
                        .contains(part.kind()))
                .collect(Collectors.toMap(Part::name, Part::pid));
    }
}
