package io.labkeeper.bench.plain;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Answers that are ready before anybody asks. */
@Startup
@ApplicationScoped
class ReadyBytes {
    private final Map<String, byte[]> byName = new HashMap<>();

    ReadyBytes(PlainConfig config) {
        try (Stream<Path> files = Files.list(config.dir())) {
            for (Path file : files.toList()) {
                byName.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bench.plain.dir: cannot read " + config.dir(), e);
        }
    }

    /** The answer of that name; null if there is none. */
    byte[] of(String name) {
        return byName.get(name);
    }
}
