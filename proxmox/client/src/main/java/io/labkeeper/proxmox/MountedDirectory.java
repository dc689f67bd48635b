package io.labkeeper.proxmox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory as Kubernetes mounts a secret, or a plain one. Kubernetes writes new content into another directory and then lets the
 * symbolic link {@code ..data} lead there, in one step (kubelet's {@code AtomicWriter}).
 */
record MountedDirectory(Path path) {

    private static final String LINK = "..data";

    /** Where its content lies: behind the link, if there is one. Stays the same path when the content changes. */
    Path root() {
        return Files.isSymbolicLink(link()) ? link() : path;
    }

    /**
     * What lies there, by name, without what is hidden.
     *
     * @throws BadClustersFileException if it cannot be listed
     */
    List<Path> content() {
        return list(root()).stream()
                .filter(entry -> !entry.getFileName().toString().startsWith("."))
                .toList();
    }

    /** Where its link and those of the directories in it lead: equal before and after a reading if nothing was changed meanwhile. */
    List<String> versions() {
        List<String> versions = new ArrayList<>();
        versions.add(target());
        list(path).stream()
                .filter(Files::isDirectory)
                .forEach(entry -> versions.add(entry + " " + new MountedDirectory(entry).target()));
        return versions;
    }

    private Path link() {
        return path.resolve(LINK);
    }

    private String target() {
        try {
            return Files.isSymbolicLink(link()) ? Files.readSymbolicLink(link()).toString() : "none";
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    private BadClustersFileException unreadable(Exception e) {
        return new BadClustersFileException(path + ": cannot be read (labkeeper.proxmox.clusters-file): "
                + e.getClass().getSimpleName());
    }
}
