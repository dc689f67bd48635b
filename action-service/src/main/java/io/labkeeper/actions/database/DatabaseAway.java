package io.labkeeper.actions.database;

/** Postgres is away, or did not answer in time; asking again later makes sense. */
public final class DatabaseAway extends RuntimeException {
    private final boolean perhapsDone;

    /** Nothing was done. */
    public DatabaseAway(String message, Throwable cause) {
        this(message, cause, false);
    }

    private DatabaseAway(String message, Throwable cause, boolean perhapsDone) {
        super(message, cause);
        this.perhapsDone = perhapsDone;
    }

    /** The same of work whose commit may be on its way, and may be carried out after its caller was told. */
    DatabaseAway perhapsCommitted() {
        return new DatabaseAway(getMessage(), this, true);
    }

    /** Whether what was asked for may have been done all the same. */
    boolean perhapsDone() {
        return perhapsDone;
    }
}
