package io.labkeeper.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Takes the servers' binaries out of the artifacts that carry them. */
final class Binaries {
    private final BinaryCache cache;
    private final Platform platform;

    Binaries(Path cacheRoot, Platform platform) {
        this.cache = new BinaryCache(cacheRoot);
        this.platform = platform;
    }

    /** The directory of a Postgres installation: {@code bin/initdb}, {@code bin/postgres} and what they need. */
    Path postgres() {
        String archive = platform.postgresArchive();
        // The archive's size tells two releases apart: its name does not carry the version.
        return cache.get("postgres-" + size(archive), directory -> untar(archive, directory));
    }

    /** The Redis server's executable file. */
    Path redis() {
        String name = platform.redisBinary();
        return cache.get(name, directory -> {
                    try (InputStream in = open(name)) {
                        Files.copy(in, directory.resolve("redis-server"));
                    }
                    setMode(directory.resolve("redis-server"), "rwxr-xr-x");
                })
                .resolve("redis-server");
    }

    private static long size(String resource) {
        URL url = Binaries.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw missing(resource);
        }
        try {
            return url.openConnection().getContentLengthLong();
        } catch (IOException e) {
            throw new ServerFailure("cannot read " + resource + ": " + e.getMessage(), e);
        }
    }

    private static ServerFailure missing(String resource) {
        return new ServerFailure("there is no " + resource + " on the class path: no server binary for "
                + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
    }

    private static InputStream open(String resource) {
        InputStream in = Binaries.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw missing(resource);
        }
        return in;
    }

    private static void untar(String archive, Path directory) throws IOException {
        try (InputStream in = open(archive);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, directory);
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path directory) throws IOException {
        Path target = directory.resolve(entry.getName()).normalize();
        if (!target.startsWith(directory)) {
            throw new IOException("the archive's entry " + entry.getName() + " leaves its directory");
        }
        Files.createDirectories(entry.isDirectory() ? target : target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(content, target);
            setMode(target, (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--");
        }
    }

    private static void setMode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
