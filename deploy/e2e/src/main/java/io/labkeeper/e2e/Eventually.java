package io.labkeeper.e2e;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must happen within a bound, looking again and again. */
public final class Eventually {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Eventually() {}

    /**
     * @param what for the message: "lab-a synced by another worker"
     * @param limit when to give up
     * @param look empty as long as it has not happened
     * @return what was found
     * @throws ProveException after the limit
     */
    public static <T> T get(String what, Duration limit, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - end > 0) {
                throw new ProveException("not within " + limit.toMillis() + " ms: " + what);
            }
            pause(LOOK_EVERY);
        }
    }

    /**
     * @return how long it took
     * @throws ProveException after the limit
     */
    public static Duration happens(String what, Duration limit, BooleanSupplier look) {
        long start = System.nanoTime();
        get(what, limit, () -> look.getAsBoolean() ? Optional.of(true) : Optional.empty());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Lets time pass. */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }
}
