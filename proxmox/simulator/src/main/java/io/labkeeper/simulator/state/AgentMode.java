package io.labkeeper.simulator.state;

import java.util.Locale;

/** How a QEMU guest's agent behaves. */
public enum AgentMode {
    /** Not configured: the configuration has no {@code agent}. */
    NONE,
    /** Configured and answering. */
    OK,
    /** Configured, but no daemon runs inside the guest. */
    NOT_RUNNING,
    /** Configured; answers a ping but hangs on the question. */
    HANGS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such mode
     */
    public static AgentMode of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
