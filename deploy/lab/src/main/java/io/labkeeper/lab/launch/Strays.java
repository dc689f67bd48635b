package io.labkeeper.lab.launch;

import io.labkeeper.embedded.ServerProcess;
import io.labkeeper.lab.state.LabDir;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /**
     * Stops them, gracefully if they let us.
     *
     * @param known pids that are none
     * @return those that are left
     */
    List<String> stop(Set<Long> known, Console console) {
        List<ServerProcess> strays = find().stream()
                .filter(process -> !known.contains(process.pid()))
                .toList();
        return Together.with(strays, stray -> stop(stray, console)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> stop(ServerProcess stray, Console console) {
        boolean stopped = Stopper.stop(stray);
        console.part(stopped ? "stopped" : "left", "process " + stray.pid(), "which the state did not know");
        return stopped ? Optional.empty() : Optional.of("process " + stray.pid());
    }

    /** Those that run now, without the children of others among them. */
    private List<ServerProcess> find() {
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
