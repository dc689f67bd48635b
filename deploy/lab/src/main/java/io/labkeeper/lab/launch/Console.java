package io.labkeeper.lab.launch;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What the user sees of a command's progress: plain lines. */
public final class Console {
    private final PrintStream out;
    private final long start = System.nanoTime();

    public Console(PrintStream out) {
        this.out = out;
    }

    public void say(String line) {
        out.println(line);
        out.flush();
    }

    public void warn(String line) {
        say("warning: " + line);
    }

    /** One line about a part that has become ready, or was so all along. */
    public void part(String state, String name, String where) {
        say(String.format(Locale.ROOT, "%6.1f s  %-8s %-22s %s", seconds(), state, name, where == null ? "" : where));
    }

    double seconds() {
        return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    }
}
