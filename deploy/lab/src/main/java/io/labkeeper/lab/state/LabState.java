package io.labkeeper.lab.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.labkeeper.embedded.Ports;
import io.labkeeper.lab.LabError;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The note of what runs, {@code state.json}: for the other commands, and for tests. It is there from {@code up} to {@code down}, and
 * written anew after every part.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class LabState {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** When a lab was first started here: tells this one, however often repaired, from the one after the next {@code down}. */
    @JsonProperty("started_at")
    private String startedAt = Instant.now().toString();

    @JsonProperty
    private String gateway;

    @JsonProperty
    private String issuer;

    @JsonProperty
    private List<Part> parts = new ArrayList<>();

    /** The settings it runs with, so that a repair uses the same. */
    @JsonProperty
    private Options options = Options.DEFAULTS;

    /** Every port that was chosen, by what it is for: a part comes back where it was. */
    @JsonProperty
    private Map<String, Integer> ports = new TreeMap<>();

    public static Optional<LabState> load(LabDir dir) {
        if (!Files.exists(dir.stateFile())) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(PrivateFiles.read(dir.stateFile()), LabState.class));
        } catch (JsonProcessingException e) {
            throw LabError.failed(dir.stateFile() + " cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /** The state, which must be there. */
    public static LabState require(LabDir dir) {
        return load(dir).orElseThrow(() -> LabError.failed("no lab runs in " + dir.root() + " (start it: ./lab up)"));
    }

    public synchronized void save(LabDir dir) {
        try {
            PrivateFiles.write(dir.stateFile(), JSON.writeValueAsString(this) + "\n");
        } catch (JsonProcessingException e) {
            throw LabError.failed("cannot write " + dir.stateFile() + ": " + e.getOriginalMessage(), e);
        }
    }

    public synchronized void put(Part part) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).name().equals(part.name())) {
                parts.set(i, part);
                return;
            }
        }
        parts.add(part);
    }

    public synchronized void remove(String name) {
        parts.removeIf(part -> part.name().equals(name));
    }

    public synchronized Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    public synchronized List<Part> parts() {
        return List.copyOf(parts);
    }

    /** The port for a purpose, chosen at the first call. */
    public synchronized int port(String purpose) {
        return ports.computeIfAbsent(purpose, p -> Ports.free());
    }

    /**
     * Chooses another port for a purpose if somebody listens on the one chosen before: to be called only if the part that it is
     * for does not run.
     */
    public synchronized void leaveToOthers(String purpose) {
        ports.computeIfPresent(purpose, (same, port) -> Ports.isFree(port) ? port : null);
    }

    public synchronized Map<String, Integer> ports() {
        return Map.copyOf(ports);
    }

    public synchronized void port(String purpose, int port) {
        ports.put(purpose, port);
    }

    /** Whether it is the note of the same lab, at another time. */
    public boolean isOfSameLab(LabState other) {
        return startedAt.equals(other.startedAt);
    }

    public String gateway() {
        return gateway;
    }

    public String issuer() {
        return issuer;
    }

    public void addresses(String gatewayUrl, String issuerUrl) {
        gateway = gatewayUrl;
        issuer = issuerUrl;
    }

    public Options options() {
        return options;
    }

    public void options(Options value) {
        options = value;
    }
}
