package io.labkeeper.actions.database;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** What a failure of the database client or of Hibernate Reactive, which wraps it, means. */
public final class Refusals {

    private Refusals() {}

    /** Whether the same again makes sense at once: somebody else was faster, or each waited for the other. */
    public static boolean outrun(Throwable failure) {
        return keyTaken(failure)
                || state(failure)
                        .filter(state -> state.equals("23505") || state.equals("40P01"))
                        .isPresent();
    }

    private static boolean keyTaken(Throwable failure) {
        return failure instanceof KeyTaken || (failure.getCause() != null && keyTaken(failure.getCause()));
    }

    /** Whether a value was sent that no column can hold (SQLSTATE class 22, data exception). */
    static boolean unfit(Throwable failure) {
        return state(failure).filter(state -> state.startsWith("22")).isPresent();
    }

    /** Whether Postgres cannot do its work now, as opposed to a statement that it will never accept. */
    static boolean showThatItIsAway(Throwable failure) {
        if (said(failure)) {
            return false;
        }
        Optional<String> state = state(failure);
        return state.isPresent() ? passing(state.get()) : fromTheClient(failure);
    }

    /**
     * Whether Postgres has given up this one's work: a lock that was not to be had in time ({@code lock_timeout}), or a statement that took
     * too long ({@code statement_timeout}). Others, with other rows, may well be served.
     */
    static boolean showThatItTakesTooLong(Throwable failure) {
        return !said(failure)
                && state(failure)
                        .filter(state -> state.equals("55P03") || state.equals("57014"))
                        .isPresent();
    }

    /** Whether it has been put into our words already. */
    private static boolean said(Throwable failure) {
        return failure instanceof DatabaseAway || failure instanceof TooSlow;
    }

    /**
     * SQLSTATE classes of servers that are starting, stopping, full or read-only; a missing table or column is a schema that is
     * not there yet, as during a roll-out. A cancelled statement is among the class of a server that stops, but says nothing of the server.
     */
    private static boolean passing(String state) {
        return state.startsWith("08")
                || state.startsWith("25")
                || state.startsWith("28")
                || state.startsWith("3D")
                || state.startsWith("53")
                || (state.startsWith("57") && !state.equals("57014"))
                || state.equals("42P01")
                || state.equals("42703");
    }

    private static Optional<String> state(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException refusal) {
                return Optional.ofNullable(refusal.getSqlState());
            }
            if (cause instanceof SQLException refusal && refusal.getSQLState() != null) {
                return Optional.of(refusal.getSQLState());
            }
        }
        return Optional.empty();
    }

    /** A failure without any word of Postgres: the connection could not be made, or broke. */
    private static boolean fromTheClient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    || cause instanceof VertxException
                    || cause instanceof NoStackTraceThrowable) {
                return true;
            }
        }
        return false;
    }
}
