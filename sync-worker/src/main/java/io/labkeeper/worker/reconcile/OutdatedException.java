package io.labkeeper.worker.reconcile;

import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.store.StoreException;

/** Postgres is at another revision than the one that a change was made for: nothing was written, and it can be made anew for that one. */
public final class OutdatedException extends StoreException {

    OutdatedException(ClusterHead remembered) {
        super("Postgres is not at revision " + remembered.revision() + " of " + remembered.clusterId());
    }
}
