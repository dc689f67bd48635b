package io.labkeeper.e2e.scenario.chaos;

import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The log of what was done and what came of it: one line of JSON each. */
final class ChaosLog {
    private final long begin = System.nanoTime();
    private final Path file;

    /** Begins it anew. */
    ChaosLog(Path file, long seed) {
        this.file = file;
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ProveException("cannot begin " + file, e);
        }
        add("begin", Map.of("seed", seed, "time", Instant.now().toString()));
    }

    Path file() {
        return file;
    }

    void add(String event, Map<String, Object> facts) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at_ms", (System.nanoTime() - begin) / 1_000_000);
        line.put("event", event);
        line.putAll(facts);
        try {
            Files.writeString(file, Json.write(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new ProveException("cannot write " + file, e);
        }
    }
}
