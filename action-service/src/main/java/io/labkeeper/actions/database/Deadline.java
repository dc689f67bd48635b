package io.labkeeper.actions.database;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * When a request is answered with "try again later": when the database has not been heard for the limit, not even by others, and in
 * any case after {@link #PATIENCE}. From that moment on nothing of this request may be committed any more: the caller was told that
 * nothing was done.
 */
public final class Deadline {

    /** The longest that a request works with a database that does answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration SHORTEST_LOOK = Duration.ofMillis(20);

    private final Duration limit;
    private final DatabasePulse pulse;
    private final long begin;
    private volatile boolean given;

    private Deadline(Duration limit, DatabasePulse pulse) {
        this.limit = limit;
        this.pulse = pulse;
        this.begin = pulse.nanoTime();
    }

    /** Begins now. */
    public static Deadline in(Duration limit, DatabasePulse pulse) {
        return new Deadline(limit, pulse);
    }

    /** To be the last step of a transaction: fails, and so rolls back, if the caller has been told otherwise. */
    public Uni<Void> stillInTime() {
        return given
                ? Uni.createFrom().failure(new DatabaseAway("too late to commit", null))
                : Uni.createFrom().voidItem();
    }

    /** Bounds the whole work with the database; what shows that Postgres is away becomes {@link DatabaseAway}. */
    public <T> Uni<T> bound(Uni<T> work) {
        Uni<T> answer = pulse.listening(work)
                .onFailure(Refusals::showThatItIsAway)
                .transform(failure -> new DatabaseAway("Postgres is away: " + failure.getMessage(), failure));
        return Uni.join().first(answer, this.<T>givenUpAfter(limit)).toTerminate();
    }

    private <T> Uni<T> givenUpAfter(Duration pause) {
        return Uni.createFrom().voidItem().onItem().delayIt().by(pause).chain(this::giveUpOrLookAgain);
    }

    private <T> Uni<T> giveUpOrLookAgain() {
        Duration passed = Duration.ofNanos(pulse.nanoTime() - begin);
        Duration silence = pulse.silence();
        if (silence.compareTo(limit) >= 0 || passed.compareTo(PATIENCE) >= 0) {
            given = true;
            return Uni.createFrom().failure(new DatabaseAway("Postgres did not answer in time", null));
        }
        Duration left = limit.minus(silence);
        return givenUpAfter(left.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : left);
    }
}
