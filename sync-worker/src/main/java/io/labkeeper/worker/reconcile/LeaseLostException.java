package io.labkeeper.worker.reconcile;

/** Somebody else writes this cluster now: nothing was written. */
public final class LeaseLostException extends RuntimeException {
    public LeaseLostException(String clusterId) {
        super("the lease of " + clusterId + " has moved");
    }
}
