package io.labkeeper.lab.launch;

import io.labkeeper.embedded.ServerProcess;
import io.labkeeper.lab.state.LabDir;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processes of this lab that its state does not know: {@code state.json} was lost, or the command that started them was killed before
 * it could write them down. A Java process carries the lab's directory as a property; a store's program lies in that directory.
 */
final class Strays {
    private final String javaMark;
    private final Path binaries;

    Strays(LabDir dir) {
        this.javaMark = mark(dir);
        this.binaries = dir.binaries();
    }

    /** The argument by which a Java process is known to belong to the lab. */
    static String mark(LabDir dir) {
        return "-Dlabkeeper.lab=" + dir.root();
    }

    /** Those that run now, without the children of others among them. */
    List<ServerProcess> find() {
        return ProcessHandle.allProcesses()
                .filter(this::isOurs)
                .filter(process -> process.parent().filter(this::isOurs).isEmpty())
                .flatMap(process -> process(process).stream())
                .toList();
    }

    private boolean isOurs(ProcessHandle process) {
        Optional<String> program = process.info().command();
        Stream<String> arguments = process.info().arguments().stream().flatMap(Stream::of);
        return program.filter(path -> Path.of(path).startsWith(binaries)).isPresent()
                || arguments.anyMatch(javaMark::equals);
    }

    private static Optional<ServerProcess> process(ProcessHandle process) {
        return process.info().startInstant().flatMap(start -> ServerProcess.find(process.pid(), start));
    }
}
