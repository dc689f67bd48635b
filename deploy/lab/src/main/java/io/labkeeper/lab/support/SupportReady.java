package io.labkeeper.lab.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.PrivateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the support process tells when all its parts listen: written to a file, since others need the tokens in it.
 *
 * @param pid of the process that tells it
 */
public record SupportReady(long pid, List<Cluster> clusters) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A simulated cluster and how to come in.
     *
     * @param neighbours file with its guests' addresses, in the format of {@code /proc/net/arp}
     */
    public record Cluster(
            String id,
            String name,
            String url,
            String controlUrl,
            String fingerprint,
            Token reader,
            Token actor,
            String neighbours) {}

    /** An API token of Proxmox: user@realm!name and its secret. */
    public record Token(String id, String secret) {}

    void write(Path file) {
        try {
            PrivateFiles.write(file, JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw LabError.failed("cannot write " + file, e);
        }
    }

    /** What the process with that pid has told; empty if it has not yet. */
    public static Optional<SupportReady> read(Path file, long pid) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(PrivateFiles.read(file), SupportReady.class))
                    .filter(ready -> ready.pid() == pid);
        } catch (JsonProcessingException e) {
            throw LabError.failed("cannot read " + file, e);
        }
    }
}
