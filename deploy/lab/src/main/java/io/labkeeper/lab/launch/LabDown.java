package io.labkeeper.lab.launch;

import io.labkeeper.embedded.Ports;
import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Part;
import io.labkeeper.lab.support.Support;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Stops everything: services first, so that they can put their things in order, stores last. */
public final class LabDown {
    private static final Set<String> STORES = Set.of(Part.POSTGRES, Part.REDIS);
    private static final Set<String> SUPPORT = Set.of(Part.GATEWAY, Part.ISSUER, Part.PROXMOX, Part.PROXY);

    private final LabDir dir;
    private final LabState state;
    private final Console console;

    public LabDown(LabDir dir, LabState state, Console console) {
        this.dir = dir;
        this.state = state;
        this.console = console;
    }

    /**
     * With all processes gone, a port of ours in use is somebody else's by now, and nothing to fail for.
     *
     * @throws LabError if a process is left
     */
    public void run() {
        List<String> left = new ArrayList<>();
        left.addAll(stop(part -> !STORES.contains(part.kind()) && !SUPPORT.contains(part.kind())));
        left.addAll(stop(part -> SUPPORT.contains(part.kind())));
        left.addAll(stop(part -> STORES.contains(part.kind())));
        left.addAll(new Strays(dir).stop(Set.of(), console));
        if (!left.isEmpty()) {
            throw LabError.failed("left over: " + String.join(", ", left));
        }
        portsInUse().forEach(port -> console.warn(port + " is in use by another program"));
        delete(dir.stateFile());
        delete(dir.supportFile());
        delete(Support.readyFile(dir));
    }

    private List<String> stop(Predicate<Part> which) {
        List<Part> parts =
                state.parts().stream().filter(Part::isOurs).filter(which).toList();
        return Together.with(parts, this::stopOne).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** What is left of it, if anything. */
    private Optional<String> stopOne(Part part) {
        if (part.running().isEmpty()) {
            return Optional.empty();
        }
        if (!Stopper.stop(part)) {
            return Optional.of(part.name() + " (process " + part.pid() + ")");
        }
        if (!part.kind().equals(Part.PROXY)) {
            console.part("stopped", part.name(), "");
        }
        return Optional.empty();
    }

    private List<String> portsInUse() {
        return state.ports().entrySet().stream()
                .filter(port -> !Ports.isFreeWithin(port.getValue(), Keeper.PORT_LIMIT))
                .map(LabDown::inUse)
                .sorted()
                .toList();
    }

    private static String inUse(Map.Entry<String, Integer> port) {
        return "port " + port.getValue() + " (" + port.getKey() + ")";
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw LabError.failed("cannot delete " + file + ": " + e.getMessage(), e);
        }
    }
}
