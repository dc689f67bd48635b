package io.labkeeper.worker.reconcile;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
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

    /** How long the row of a VM that is gone is kept, marked as deleted. */
    @WithDefault("P1D")
    Duration keepDeleted();
}
