package io.labkeeper.actions.database;

/** Postgres is away, or did not answer in time: nothing was done, and asking again later makes sense. */
public final class DatabaseAway extends RuntimeException {

    public DatabaseAway(String message, Throwable cause) {
        super(message, cause);
    }
}
