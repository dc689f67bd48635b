package io.labkeeper.actions.database;

/**
 * Another request with the same idempotency key of the same caller was faster, whatever it asked for. To be rolled back and looked at
 * again.
 */
public final class KeyTaken extends RuntimeException {

    public KeyTaken() {
        super("another request with this idempotency key was faster", null, false, false);
    }

    /**
     * What the requests of one caller with one key wait for, each to the end of its transaction, as a 64-bit number of Postgres: the keys
     * of single actions and of batches lie in three tables, which no one index keeps apart.
     */
    public static String lock(String name, String key) {
        return "labkeeper.actions.key " + name + " " + key;
    }
}
