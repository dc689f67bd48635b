package io.labkeeper.worker.reconcile;

import io.labkeeper.store.StoreException;
import io.vertx.pgclient.PgException;

/** Postgres refuses the values themselves, and would do so again: nothing was written, and it is no outage. */
public final class UnstorableException extends StoreException {

    private UnstorableException(PgException refusal) {
        super("Postgres refused: " + refusal.getMessage(), refusal);
    }

    /** The failure of a write, as what it is. */
    static StoreException of(Throwable failure) {
        return failure instanceof PgException refusal && aboutValues(refusal.getSqlState())
                ? new UnstorableException(refusal)
                : new StoreException("Postgres refused: " + failure.getMessage(), failure);
    }

    /** Data exceptions, violated constraints, exceeded limits such as the longest key of an index (PostgreSQL, appendix A). */
    private static boolean aboutValues(String sqlState) {
        return sqlState != null && sqlState.matches("(22|23|54).{3}");
    }
}
