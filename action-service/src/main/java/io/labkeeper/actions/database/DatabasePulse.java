package io.labkeeper.actions.database;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When the database was last heard, by anybody in this process. It tells a database that hangs from one that merely has much to
 * do, or from a processor of ours that has.
 */
@ApplicationScoped
public class DatabasePulse {
    private final LongSupplier nanoTime;
    private volatile long lastHeard;

    public DatabasePulse() {
        this(System::nanoTime);
    }

    DatabasePulse(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastHeard = nanoTime.getAsLong();
    }

    /** Notes when the answer comes. */
    public <T> Uni<T> listening(Uni<T> question) {
        return question.onItem().invoke(answer -> lastHeard = nanoTime.getAsLong());
    }

    /** How long nothing has been heard. */
    Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastHeard);
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }
}
