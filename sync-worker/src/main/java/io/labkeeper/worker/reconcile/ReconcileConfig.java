package io.labkeeper.worker.reconcile;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How changes are written. */
@ConfigMapping(prefix = "labkeeper.reconcile")
public interface ReconcileConfig {

    /** For writing a small change set to Postgres. After that its fate is unknown and the state is read again. */
    @WithDefault("PT10S")
    Duration writeLimit();

    /** On top of that for each VM written: a change set that never fitted would be written again and again. */
    @WithDefault("PT0.002S")
    Duration writeLimitPerVm();

    /**
     * However many VMs are written, and for what touches all of a cluster that is removed or comes back. To be less than 30 s: a connection
     * on which nothing was heard for so long is closed.
     */
    @WithDefault("PT25S")
    Duration longestWrite();

    /** How long the lease lasts at least after a write, during which it cannot be renewed: time to renew it. */
    @WithDefault("PT5S")
    Duration leaseAfterWrite();

    /** How long the row of a VM that is gone is kept, marked as deleted. */
    @WithDefault("P1D")
    Duration keepDeleted();

    /** Such rows dropped at most by one full sync: those of a class that is deleted at once are too many for one statement's time. */
    @WithDefault("5000")
    @Min(1)
    int purgeBatch();
}
