package io.labkeeper.lab.launch;

import io.labkeeper.embedded.Launch;
import io.labkeeper.embedded.Ports;
import io.labkeeper.embedded.ServerProcess;
import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets a part run as it should: leaves alone what does, starts what is missing, replaces what runs with other settings. */
final class Keeper {
    /** For a part that has just been stopped. */
    static final Duration PORT_LIMIT = Duration.ofSeconds(2);

    private final LabDir dir;
    private final LabState state;
    private final Console console;

    Keeper(LabDir dir, LabState state, Console console) {
        this.dir = dir;
        this.state = state;
        this.console = console;
    }

    /**
     * A store: a process that knows itself when it is ready.
     *
     * @param start starts it and waits until it is ready
     */
    void store(String name, Supplier<Part> start) {
        Optional<Part> known = state.part(name).filter(Part::isOurs);
        if (known.isPresent() && known.get().running().isPresent()) {
            console.part("runs", name, where(known.get()));
            return;
        }
        checkPort(name, state.port(name));
        Part part = start.get();
        keep(part);
        console.part("ready", name, where(part));
    }

    /**
     * A Java process that may stand for several parts.
     *
     * @param parts as they are to be shown, without their process
     * @param launch the hash of everything it is started with
     * @return whether it was started now
     */
    boolean process(List<Part> parts, String logName, Map<String, String> env, List<String> command, String launch) {
        Optional<Part> known = state.part(parts.get(0).name());
        if (known.isPresent() && known.get().running().isPresent()) {
            if (launch.equals(known.get().launch())) {
                return false;
            }
            console.part("restarts", logName, "with new settings");
            Stopper.stop(known.get());
        }
        parts.forEach(part -> part.ports().forEach(port -> checkPort(part.name(), port)));
        Path log = dir.log(logName);
        ServerProcess process = new Launch(command, env, log, true).start();
        for (Part part : parts) {
            state.put(part.process(process, log, launch));
        }
        state.save(dir);
        return true;
    }

    /** A store of yours, in place of the embedded one, which is stopped if it runs. */
    void yours(Part part) {
        state.part(part.name()).ifPresent(Stopper::stop);
        keep(part);
    }

    private void keep(Part part) {
        state.put(part);
        state.save(dir);
    }

    static void checkPort(String name, int port) {
        if (!Ports.isFreeWithin(port, PORT_LIMIT)) {
            throw LabError.usage("port " + port + " (" + name + ") is in use");
        }
    }

    /** Without the password that stands in a store's URL. */
    static String where(Part part) {
        return part.url() == null ? "" : part.url().replaceAll("//[^/@]*@", "//");
    }
}
