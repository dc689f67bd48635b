package io.labkeeper.lab.launch;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Part;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A lab that lives as long as the command that started it. */
public final class Foreground {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration OTHERS = Duration.ofSeconds(30);

    private final LabDir dir;
    private final LabState state;
    private final Console console;
    private volatile boolean stopping;
    /** Whether the command that made this holds the lab's lock. */
    private volatile boolean starting = true;

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
        // Whoever has stopped it may be deleting its directory right now.
        if (!starting && now().isEmpty()) {
            return;
        }
        try (AutoCloseable lock = starting ? () -> {} : lock()) {
            Optional<LabState> running = starting ? Optional.of(state) : now();
            if (running.isPresent()) {
                new LabDown(dir, running.get(), new Console(System.out)).run();
                console.say("the lab is down");
            }
        } catch (LabError e) {
            console.say("lab: " + e.getMessage());
        } catch (Exception e) {
            console.say("lab: cannot unlock " + dir.root() + ": " + e.getMessage());
        }
    }

    /** Another command may be repairing the lab: that takes as long as a start. */
    private AutoCloseable lock() {
        long begin = System.nanoTime();
        while (true) {
            try {
                return dir.lock();
            } catch (LabError atWork) {
                if (System.nanoTime() - begin > OTHERS.toNanos()) {
                    throw atWork;
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
    }

    /** As it is now, perhaps repaired; empty if it was stopped, even if somebody has started another one in its place. */
    private Optional<LabState> now() {
        return LabState.load(dir).filter(state::isOfSameLab);
    }

    /**
     * Stays until Ctrl-C, and tells when a part ends. Returns when {@code ./lab down} has stopped everything. To be called without the
     * lab's lock.
     */
    public void stay() {
        starting = false;
        console.say("Ctrl-C stops everything.");
        Set<Long> gone = new HashSet<>();
        for (Optional<LabState> lab = now(); !stopping && lab.isPresent(); lab = now()) {
            for (Part part : lab.get().parts()) {
                if (!stopping && part.isOurs() && part.running().isEmpty() && gone.add(part.pid())) {
                    console.warn(part.name() + " (process " + part.pid() + ") has ended; ./lab up starts it again");
                }
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
