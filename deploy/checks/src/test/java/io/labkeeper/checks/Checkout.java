package io.labkeeper.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of this checkout. */
final class Checkout {
    static final Path HOME = Path.of(System.getProperty("labkeeper.home")).normalize();

    private static final ObjectMapper JSON = new ObjectMapper();

    private Checkout() {}

    static String text(String file) {
        try {
            return Files.readString(HOME.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A YAML file as YAML 1.1 says it, anchors and merges resolved; a key that is there twice is an error. */
    static JsonNode yaml(String file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Object loaded = new Yaml(new SafeConstructor(options)).load(text(file));
        return JSON.valueToTree(loaded);
    }

    static JsonNode json(String file) {
        try {
            return JSON.readTree(text(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All product sources of the services and what they share, in one text. */
    static String sources() {
        return Stream.of("cache-common", "proxmox/client", "sync-worker", "inventory-service", "action-service")
                .map(module -> HOME.resolve(module).resolve("src/main"))
                .flatMap(folder -> files(folder).stream())
                .map(file -> text(HOME.relativize(file).toString()))
                .collect(Collectors.joining("\n"));
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
