package io.labkeeper.simulator.state;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What can be adjusted while the simulator runs. Safe to use from any thread. */
public final class Settings {

    private final Map<Timing, Duration> timings = new ConcurrentHashMap<>();
    private volatile Release release;
    private volatile boolean numbersAsText;

    public Settings(Release release) {
        this.release = release;
    }

    public Duration get(Timing timing) {
        return timings.getOrDefault(timing, timing.standard());
    }

    /**
     * @throws IllegalArgumentException if the duration is negative
     */
    public void set(Timing timing, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(timing.key() + " must not be negative");
        }
        timings.put(timing, value);
    }

    public Release release() {
        return release;
    }

    public void release(Release newRelease) {
        release = newRelease;
    }

    /** Whether lists, too, send numbers as text; harsher than any real release. */
    public boolean numbersAsText() {
        return numbersAsText;
    }

    public void numbersAsText(boolean value) {
        numbersAsText = value;
    }
}
