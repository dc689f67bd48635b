package io.labkeeper.lab.launch;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.LabDir;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A class-data archive per program: written by one of its processes when it ends in good order, used by all that start afterwards. It
 * takes about a third off the work of a start. A newly built program gets a new archive.
 */
final class ClassData {
    private final Path archive;
    private final Path written;

    private final String program;

    ClassData(LabDir dir, String program, Path jar) {
        this.program = program;
        String build = new Hash().add(Runtime.version().toString()).builtAt(jar).toString();
        this.archive = dir.classData(program + "-" + build);
        this.written = dir.classData(program + "-" + build + "-new");
    }

    /**
     * The flags for a process about to start.
     *
     * @param mayWrite whether this one may write the archive; no two at a time
     */
    List<String> flags(boolean mayWrite) {
        try {
            Files.createDirectories(archive.getParent());
            deleteOlder();
            if (mayWrite && !Files.exists(archive) && Files.exists(written)) {
                // The process that wrote it has ended, or its successor would not be starting now.
                Files.move(written, archive, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw LabError.failed("cannot use " + archive.getParent() + ": " + e.getMessage(), e);
        }
        if (Files.exists(archive)) {
            return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto");
        }
        // Writing it would otherwise fill the log with the classes that cannot be archived.
        return mayWrite ? List.of("-XX:ArchiveClassesAtExit=" + written, "-Xlog:cds=error") : List.of();
    }

    /** Archives of earlier builds; each is some 50 MB. */
    private void deleteOlder() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(archive.getParent(), program + "-*.jsa")) {
            for (Path file : all) {
                if (!file.equals(archive) && !file.equals(written)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
