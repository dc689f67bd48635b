package io.labkeeper.lab.launch;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Part;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A lab that lives as long as the command that started it. */
public final class Foreground {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final LabDir dir;
    private final LabState state;
    private final Console console;
    private volatile boolean stopping;

    public Foreground(LabDir dir, LabState state, Console console) {
        this.dir = dir;
        this.state = state;
        this.console = console;
    }

    /** From now on the end of this process, by Ctrl-C or otherwise, is the end of the lab. */
    public void stopEverythingOnCtrlC() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-lab"));
    }

    private void stop() {
        stopping = true;
        try {
            new LabDown(dir, state, new Console(System.out)).run();
            console.say("the lab is down");
        } catch (LabError e) {
            console.say("lab: " + e.getMessage());
        }
    }

    /** Stays until Ctrl-C, and tells when a part ends. Returns when {@code ./lab down} has stopped everything. */
    public void stay() {
        console.say("Ctrl-C stops everything.");
        Set<Long> gone = new HashSet<>();
        while (!stopping && LabState.load(dir).isPresent()) {
            for (Part part : state.parts()) {
                if (!stopping && part.isOurs() && part.running().isEmpty() && gone.add(part.pid())) {
                    console.warn(part.name() + " (process " + part.pid() + ") has ended; ./lab up starts it again");
                }
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
