package io.labkeeper.actions.database;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * When the database was last heard, by anybody in this process. It tells a database that hangs from one that merely has much to
 * do, or from a processor of ours that has. Where nobody else asks, a database that is there says nothing either: whoever waits for it
 * {@link #ask asks}.
 */
@ApplicationScoped
public class DatabasePulse {
    private static final Logger LOG = Logger.getLogger(DatabasePulse.class);

    private final LongSupplier nanoTime;
    private final Supplier<Uni<?>> question;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long lastHeard;

    @Inject
    public DatabasePulse(Pool pool) {
        this(System::nanoTime, () -> pool.query("SELECT 1").execute());
    }

    /** @param question what any database that is there answers at once */
    DatabasePulse(LongSupplier nanoTime, Supplier<Uni<?>> question) {
        this.nanoTime = nanoTime;
        this.question = question;
        this.lastHeard = nanoTime.getAsLong();
    }

    /** Notes when the answer comes. */
    public <T> Uni<T> listening(Uni<T> question) {
        return question.onItem().invoke(answer -> lastHeard = nanoTime.getAsLong());
    }

    /**
     * Asks the database whether it is there; the answer is heard like any other. One question at a time for the whole process, on a connection
     * that those who wait do not hold: the {@link RequestGate} leaves some of the pool. A question that is never answered ends with its
     * connection, which is not silent for longer than {@link io.labkeeper.store.PostgresPools} allows.
     */
    void ask() {
        if (asking.compareAndSet(false, true)) {
            Uni.createFrom()
                    .deferred(() -> listening(question.get()))
                    .onTermination()
                    .invoke(() -> asking.set(false))
                    .subscribe()
                    .with(
                            answer -> LOG.trace("Postgres is there"),
                            failure -> LOG.debugf("Postgres does not say that it is there: %s", failure.getMessage()));
        }
    }

    /** How long nothing has been heard. */
    Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastHeard);
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }
}
