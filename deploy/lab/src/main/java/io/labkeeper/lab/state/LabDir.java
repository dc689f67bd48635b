package io.labkeeper.lab.state;

import io.labkeeper.lab.LabError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a lab keeps its files: data, secrets, logs and the note of what runs. */
public record LabDir(Path root) {

    public static LabDir of(Path root) {
        return new LabDir(root.toAbsolutePath().normalize());
    }

    public Path stateFile() {
        return root.resolve("state.json");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(String part) {
        return logs().resolve(part + ".log");
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path postgresData() {
        return root.resolve("postgres").resolve("data");
    }

    public Path redis() {
        return root.resolve("redis");
    }

    public Path binaries() {
        return root.resolve("bin");
    }

    public Path issuer() {
        return root.resolve("issuer");
    }

    public Path clusters() {
        return root.resolve("clusters");
    }

    public Path classData(String kind) {
        return root.resolve("classes").resolve(kind + ".jsa");
    }

    public Path supportFile() {
        return root.resolve("support.json");
    }

    /** There once the demo users have got their VMs; what is changed later is left alone. */
    public Path assignedMark() {
        return root.resolve("assigned");
    }

    /**
     * Makes sure that one command at a time changes this lab.
     *
     * @throws LabError if another one does
     */
    public AutoCloseable lock() {
        PrivateFiles.passable(root);
        try {
            FileChannel channel =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw LabError.usage("another ./lab command is at work in " + root);
            }
            return channel;
        } catch (IOException e) {
            throw LabError.failed("cannot lock " + root + ": " + e.getMessage(), e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private boolean holdsMoreThanTheLock() {
        try (Stream<Path> content = Files.list(root)) {
            return content.anyMatch(path -> !path.getFileName().toString().equals("lock"));
        } catch (IOException e) {
            throw LabError.failed("cannot read " + root + ": " + e.getMessage(), e);
        }
    }

    /** Those of {@code ./lab prove} and {@code ./lab bench} are kept in here. */
    private void noLabRunsBelow(List<Path> files) {
        Path name = stateFile().getFileName();
        for (Path file : files) {
            if (file.getFileName().equals(name) && !file.equals(stateFile())) {
                throw LabError.usage("a lab runs in " + file.getParent()
                        + ": nothing was deleted (stop it: ./lab down --dir " + file.getParent() + ")");
            }
        }
    }

    /**
     * Deletes everything, if this is a lab's directory at all: a mistyped option must not cost somebody's files.
     *
     * @throws LabError if no lab was ever started in it, or if another one runs below it
     */
    public void wipe() {
        if (!Files.exists(root)) {
            return;
        }
        if (!Files.isDirectory(secrets()) && holdsMoreThanTheLock()) {
            throw LabError.usage(root + " was never a lab's directory: nothing was deleted");
        }
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            noLabRunsBelow(deepestFirst);
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw LabError.failed("cannot delete " + root + ": " + e.getMessage(), e);
        }
    }
}
