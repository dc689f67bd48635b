package io.labkeeper.lab.state;

import io.labkeeper.lab.LabError;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories that only their owner may read, written so that nobody ever sees half of one. */
public final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");

    private PrivateFiles() {}

    /** Makes the directory and those above it. */
    public static Path directory(Path directory) {
        try {
            return Files.isDirectory(directory) ? directory : Files.createDirectories(directory, DIRECTORY);
        } catch (IOException e) {
            throw LabError.failed("cannot make " + directory + ": " + e.getMessage(), e);
        }
    }

    /**
     * Makes the directory and those above it so that others can pass to what they know the name of, and see nothing else: to run Postgres,
     * root may have to become somebody else. A directory that is there already is somebody's, and stays as it is.
     */
    public static Path passable(Path directory) {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        if (directory.getParent() != null) {
            passable(directory.getParent());
        }
        try {
            // Whatever is masked when it is made.
            return Files.setPosixFilePermissions(Files.createDirectory(directory, DIRECTORY), PASSABLE);
        } catch (FileAlreadyExistsException e) {
            return directory(directory);
        } catch (IOException e) {
            throw LabError.failed("cannot make " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Writes a file under a temporary name and renames it. */
    public static Path write(Path file, String text) {
        directory(file.getParent());
        try {
            Path fresh =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new", FILE);
            Files.writeString(fresh, text);
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw LabError.failed("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw LabError.failed("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
