package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What can be done to a process from outside. */
final class Signals {
    private static final Duration DEATH = Duration.ofSeconds(5);

    private Signals() {}

    /** {@code kill -9}, and waits until it is gone. */
    static void kill(Part part) {
        send("KILL", part);
        Eventually.happens(part.name() + " dead", DEATH, () -> !part.alive());
    }

    /** Asks it to end in good order, and does not wait for that. */
    static void terminate(Part part) {
        send("TERM", part);
    }

    /** Freezes it and the processes that it has started: connections stay open and nothing answers. */
    static void stop(Part part) {
        send("STOP", part);
        send("STOP", part, children(part));
    }

    /** Lets frozen ones go on. */
    static void go(Part part) {
        send("CONT", part, children(part));
        send("CONT", part);
    }

    /** Asks a Java process for a thread dump in its log. */
    static void dump(Part part) {
        send("QUIT", part);
    }

    private static List<Long> children(Part part) {
        return ProcessHandle.of(part.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .toList();
    }

    private static void send(String signal, Part part) {
        if (part.pid() <= 1) {
            throw new ProveException(part.name() + " is not a process of the lab");
        }
        if (!sent("kill -" + signal + " " + part.pid())) {
            throw new ProveException("cannot send " + signal + " to " + part.name() + ", process " + part.pid());
        }
    }

    /** One of them may have ended meanwhile. */
    private static void send(String signal, Part part, List<Long> children) {
        if (part.pid() > 1) {
            children.forEach(pid -> sent("kill -" + signal + " " + pid + " 2>/dev/null"));
        }
    }

    // By the shell, whose kill is built in: slim systems have no program of that name.
    private static boolean sent(String command) {
        try {
            return new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            throw new ProveException("cannot run kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }
}
