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

    /** The same of a statement that commits by itself, and may do so after its caller was told. */
    DatabaseAway ofSingleStatement() {
        return new DatabaseAway(getMessage(), this, true);
    }

    /** Whether what was asked for may have been done all the same. */
    boolean perhapsDone() {
        return perhapsDone;
    }
}
