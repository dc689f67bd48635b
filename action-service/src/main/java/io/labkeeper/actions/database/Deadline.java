package io.labkeeper.actions.database;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.Optional;

/**
 * The moment after which a request is answered with "try again later". A transaction that has not begun its commit by then must
 * not commit any more: the caller is told that nothing was done.
 */
public final class Deadline {
    private final Duration limit;
    private final long end;

    private Deadline(Duration limit) {
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    public static Deadline in(Duration limit) {
        return new Deadline(limit);
    }

    /** To be the last step of a transaction: fails, and so rolls back, if it is too late. */
    public Uni<Void> stillInTime() {
        return System.nanoTime() - end < 0
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().failure(new DatabaseAway("too late to commit", null));
    }

    /** Bounds the whole work with the database; what shows that Postgres is away becomes {@link DatabaseAway}. */
    public <T> Uni<T> bound(Uni<T> work) {
        return work.ifNoItem()
                .after(limit)
                .failWith(() -> new DatabaseAway("Postgres did not answer in time", null))
                .onFailure(Deadline::showsThatItIsAway)
                .transform(failure -> new DatabaseAway("Postgres is away: " + failure.getMessage(), failure));
    }

    private static boolean showsThatItIsAway(Throwable failure) {
        if (failure instanceof DatabaseAway) {
            return false;
        }
        Optional<PgException> refusal = refusal(failure);
        return refusal.isPresent()
                ? refusal.map(PgException::getSqlState)
                        .filter(Deadline::passing)
                        .isPresent()
                : fromTheClient(failure);
    }

    /**
     * SQLSTATE classes of servers that are starting, stopping, full or read-only; a missing table is a schema that is not there
     * yet.
     */
    private static boolean passing(String state) {
        return state.startsWith("08")
                || state.startsWith("25")
                || state.startsWith("28")
                || state.startsWith("3D")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.equals("42P01");
    }

    /** A failure without any word of Postgres: the connection could not be made, or broke. */
    private static boolean fromTheClient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.io.IOException
                    || cause instanceof io.vertx.core.VertxException
                    || cause instanceof io.vertx.core.impl.NoStackTraceThrowable) {
                return true;
            }
        }
        return false;
    }

    /** Whether a unique index refused the row: somebody else was faster. */
    public static boolean taken(Throwable failure) {
        return refusal(failure)
                .map(PgException::getSqlState)
                .filter("23505"::equals)
                .isPresent();
    }

    private static Optional<PgException> refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }
}
