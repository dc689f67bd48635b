package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.time.Duration;

/** What can be done to a process from outside. */
final class Signals {
    private static final Duration DEATH = Duration.ofSeconds(5);

    private Signals() {}

    /** {@code kill -9}, and waits until it is gone. */
    static void kill(Part part) {
        send("KILL", part);
        Eventually.happens(part.name() + " dead", DEATH, () -> !part.alive());
    }

    /** Freezes it: connections stay open and nothing answers. */
    static void stop(Part part) {
        send("STOP", part);
    }

    /** Lets a frozen one go on. */
    static void go(Part part) {
        send("CONT", part);
    }

    /** Asks a Java process for a thread dump in its log. */
    static void dump(Part part) {
        send("QUIT", part);
    }

    // By the shell, whose kill is built in: slim systems have no program of that name.
    private static void send(String signal, Part part) {
        if (part.pid() <= 1) {
            throw new ProveException(part.name() + " is not a process of the lab");
        }
        try {
            int exit = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + part.pid())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new ProveException("cannot send " + signal + " to " + part.name() + ", process " + part.pid());
            }
        } catch (IOException e) {
            throw new ProveException("cannot run kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }
}
