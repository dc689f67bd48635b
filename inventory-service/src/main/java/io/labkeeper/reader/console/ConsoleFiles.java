package io.labkeeper.reader.console;

import io.quarkus.runtime.util.ClassPathUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of the console, read once from its jar. Their names hang under a {@code build} that stands for all their contents: who has a
 * file of this build has it for ever. A replica gives its own file for whatever build is asked: while replicas are being updated, a page
 * that is loaded just then may get files of both, and must be loaded again.
 */
final class ConsoleFiles {
    /** The page itself, which is not under a build: it says which build to load. */
    private static final String INDEX = "index.html";

    private static final String ROOT = "console/";

    private final String index;
    private final String build;
    private final Map<String, ConsoleFile> files = new LinkedHashMap<>();

    private ConsoleFiles(Map<String, byte[]> contents) {
        this.index = new String(contents.get(INDEX), StandardCharsets.UTF_8);
        this.build = Digest.hex(joined(contents));
        contents.forEach((name, bytes) -> files.put(name, ConsoleFile.of(name, bytes)));
        files.remove(INDEX);
    }

    /** @throws IllegalStateException if the jar is not on the class path */
    static ConsoleFiles read() {
        URL page = Thread.currentThread().getContextClassLoader().getResource(ROOT + INDEX);
        if (page == null) {
            throw new IllegalStateException("the console's files are not on the class path");
        }
        Map<String, byte[]> contents = new TreeMap<>();
        ClassPathUtils.consumeAsPath(page, path -> readAll(path.getParent(), contents));
        return new ConsoleFiles(contents);
    }

    private static void readAll(Path root, Map<String, byte[]> contents) {
        try (Stream<Path> found = Files.walk(root)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                contents.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] joined(Map<String, byte[]> contents) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        contents.forEach((name, bytes) -> {
            all.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            all.writeBytes(bytes);
        });
        return all.toByteArray();
    }

    /** The page, with gaps for {@link ConsolePage} to fill. */
    String index() {
        return index;
    }

    /** {@code 16} hexadecimal digits. */
    String build() {
        return build;
    }

    Optional<ConsoleFile> file(String name) {
        return Optional.ofNullable(files.get(name));
    }
}
