package io.labkeeper.actions.database;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * When a request is answered with "try again later": when the database has not been heard for the limit, not even by others and not even
 * when it was asked whether it is there ({@link DatabaseAway}); and in any case after the patience ({@link TooSlow}, if it was heard).
 *
 * <p>From that moment on nothing of this request may be committed any more: the caller was told that nothing was done. If the commit is on
 * its way by then, nobody knows: the caller is told so, and looks before asking again.
 *
 * <p>The work itself is not cancelled, since Hibernate cannot stop in the middle of a transaction: it runs on by itself to
 * {@link #stillInTime}, and rolls back there.
 */
public final class Deadline {
    private static final Logger LOG = Logger.getLogger(Deadline.class);

    /** The longest that a request works with a database that does answer, unless it is known to have much to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration SHORT = Duration.ofMillis(50);

    private final Duration limit;
    private final Duration patience;
    private final DatabasePulse pulse;
    private final Context context = Vertx.currentContext();
    private final long begin;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WORKING);

    private enum Stage {
        WORKING,
        COMMITTING,
        GIVEN_UP
    }

    private Deadline(Duration limit, Duration patience, DatabasePulse pulse) {
        this.limit = limit;
        this.patience = patience;
        this.pulse = pulse;
        this.begin = pulse.nanoTime();
    }

    /** Begins now. */
    public static Deadline in(Duration limit, DatabasePulse pulse) {
        return in(limit, PATIENCE, pulse);
    }

    /**
     * The same for work that may take longer.
     *
     * @param limit how long the database may be silent
     * @param patience how long the whole work may take
     */
    static Deadline in(Duration limit, Duration patience, DatabasePulse pulse) {
        return new Deadline(limit, patience, pulse);
    }

    /** To be the last step of a transaction: fails, and so rolls back, if the caller has been told otherwise. */
    public Uni<Void> stillInTime() {
        Stage before = stage.getAndUpdate(now -> now == Stage.GIVEN_UP ? now : Stage.COMMITTING);
        return before == Stage.GIVEN_UP
                ? Uni.createFrom().failure(new DatabaseAway("too late to commit", null))
                : Uni.createFrom().voidItem();
    }

    /**
     * Bounds the whole work with the database; what shows that Postgres is away becomes {@link DatabaseAway}, and what concerns this work
     * alone {@link TooSlow}.
     */
    public <T> Uni<T> bound(Uni<T> work) {
        Uni<T> detached = Uni.createFrom()
                .emitter(emitter -> pulse.listening(work).subscribe().with(emitter::complete, failure -> {
                    LOG.debugf("work with the database has failed: %s", failure.getMessage());
                    emitter.fail(failure);
                }));
        Uni<T> answer = detached.onFailure(Refusals::showThatItIsAway)
                .transform(failure -> away("Postgres is away: " + failure.getMessage(), failure))
                .onFailure(Refusals::showThatItTakesTooLong)
                .transform(failure -> tooSlow("Postgres gave it up: " + failure.getMessage(), failure));
        return Uni.join()
                .first(answer, this.<T>givenUpAfter(half(), pulse.nanoTime()))
                .toTerminate();
    }

    /** @param from when that pause was thought long enough: what passes before it even begins is our slowness */
    private <T> Uni<T> givenUpAfter(Duration pause, long from) {
        long due = from + pause.toNanos();
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(pause)
                .chain(this::throughTheEventLoop)
                .chain(() -> giveUpOrLookAgain(due));
    }

    /** What has arrived for this loop was handled when its turn comes: answers of the database too. */
    private Uni<Void> throughTheEventLoop() {
        return context == null
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().emitter(emitter -> context.runOnContext(nothing -> emitter.complete(null)));
    }

    /**
     * A look that is made late tells of our slowness, not of the database's. So the silence is read first and the lateness after it: a
     * thread that is stopped between the two must find itself late.
     *
     * @param due when this look should have been made
     */
    private <T> Uni<T> giveUpOrLookAgain(long due) {
        Duration silence = pulse.silence();
        long looked = pulse.nanoTime();
        Duration late = Duration.ofNanos(looked - due);
        Duration passed = Duration.ofNanos(looked - begin);
        if (silence.compareTo(limit) >= 0 && late.compareTo(SHORT) < 0) {
            return Uni.createFrom().failure(away("Postgres did not answer in time", null));
        }
        if (passed.compareTo(patience) >= 0) {
            return Uni.createFrom().failure(tooSlow("Postgres answers others, but not this in time", null));
        }
        boolean quiet = silence.compareTo(half()) >= 0;
        if (quiet) {
            pulse.ask();
        }
        Duration left = (quiet ? limit : half()).minus(silence);
        return givenUpAfter(left.compareTo(SHORT) < 0 ? SHORT : left, looked);
    }

    /** So long a silence may be that of a database that nobody asks: there is still time for an answer. */
    private Duration half() {
        return limit.dividedBy(2);
    }

    private DatabaseAway away(String message, Throwable cause) {
        DatabaseAway away = new DatabaseAway(message, cause);
        return givenUpWhileCommitting() ? away.perhapsCommitted() : away;
    }

    private TooSlow tooSlow(String message, Throwable cause) {
        TooSlow tooSlow = new TooSlow(message, cause);
        return givenUpWhileCommitting() ? tooSlow.perhapsCommitted() : tooSlow;
    }

    /** From here on nothing is committed that was not on its way already. */
    private boolean givenUpWhileCommitting() {
        return stage.getAndSet(Stage.GIVEN_UP) == Stage.COMMITTING;
    }
}
