package io.labkeeper.actions.database;

/**
 * Postgres is there, but did not do this one's work in time, or could not: what it needs is locked by others, or is too much to find. Asking
 * again later makes sense; about the requests of others it says nothing, unlike {@link DatabaseAway}.
 */
public final class TooSlow extends RuntimeException {
    private final boolean perhapsDone;

    /** Nothing was done. */
    TooSlow(String message, Throwable cause) {
        this(message, cause, false);
    }

    private TooSlow(String message, Throwable cause, boolean perhapsDone) {
        super(message, cause);
        this.perhapsDone = perhapsDone;
    }

    /** The same of work whose commit may be on its way, and may be carried out after its caller was told. */
    TooSlow perhapsCommitted() {
        return new TooSlow(getMessage(), this, true);
    }

    /** Whether what was asked for may have been done all the same. */
    boolean perhapsDone() {
        return perhapsDone;
    }
}
