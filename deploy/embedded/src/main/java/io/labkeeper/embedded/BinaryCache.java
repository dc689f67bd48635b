package io.labkeeper.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A directory of unpacked binaries, filled once however many processes and threads ask at the same time. */
final class BinaryCache {
    private static final Object ONE_PER_JVM = new Object();

    private final Path root;

    BinaryCache(Path root) {
        this.root = root;
    }

    /** A cache of this user under the system's directory for temporary files. */
    static Path defaultRoot() {
        String user = System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9_-]", "_");
        return Path.of(System.getProperty("java.io.tmpdir"), "labkeeper-binaries-" + user);
    }

    /** The entry's directory; {@code filler} is called with an empty one if there is none yet. A half-filled one is never seen. */
    Path get(String entry, Filler filler) {
        Path target = root.resolve(entry);
        try {
            Files.createDirectories(root);
            requireOurs();
            if (Files.isDirectory(target)) {
                return target;
            }
            synchronized (ONE_PER_JVM) {
                fillLocked(entry, target, filler);
            }
            return target;
        } catch (IOException e) {
            throw new ServerFailure("cannot unpack " + entry + " to " + root + ": " + e.getMessage(), e);
        }
    }

    /** What lies here is executed, and anybody may have made a directory of this name before us. */
    private void requireOurs() throws IOException {
        Path probe = Files.createTempFile("labkeeper", ".owner");
        try {
            boolean ours = Files.getOwner(root).equals(Files.getOwner(probe));
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(root);
            if (!ours
                    || rights.contains(PosixFilePermission.GROUP_WRITE)
                    || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new IOException("others can write there");
            }
        } finally {
            Files.delete(probe);
        }
    }

    private void fillLocked(String entry, Path target, Filler filler) throws IOException {
        Path lockFile = root.resolve(entry + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid() || Files.isDirectory(target)) {
                return;
            }
            Path fresh = Files.createDirectory(
                    root.resolve(entry + ".new-" + ProcessHandle.current().pid()));
            try {
                filler.fill(fresh);
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(fresh);
            }
        }
    }

    /** Deletes a tree if it is there. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(tree)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    interface Filler {
        void fill(Path emptyDirectory) throws IOException;
    }
}
