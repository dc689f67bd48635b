package io.labkeeper.worker.reconcile;

import java.time.Duration;

/** Is told how long each step takes on the way of a change from Proxmox to the readers. */
public interface SyncSteps {

    /** The steps, in their order. */
    enum Step {
        /** The list is asked for and read. */
        FETCH,
        /** What of it differs from what is known. */
        DIFF,
        /** The change set is committed; a list that changes nothing has none. */
        POSTGRES,
        /** The change set is put into Redis and told; not tried while Redis is known to be away. */
        REDIS;

        /** The word in metrics and logs. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A step has ended. */
    void took(String clusterId, Step step, boolean well, Duration duration);
}
