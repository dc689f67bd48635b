package io.labkeeper.actions.database;

/** The database answers, but more requests wait for it than would be served in a reasonable time: nothing was done. */
public final class TooManyWaiting extends RuntimeException {

    TooManyWaiting() {
        super("too many requests are waiting for the database", null, false, false);
    }
}
