package io.labkeeper.store;

/** Redis or Postgres did not do what was asked, or not in time. The message names the store and carries no address. */
public class StoreException extends RuntimeException {

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
