package io.labkeeper.worker.reconcile;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** What becomes of clusters that are no longer in any worker's clusters file. */
@ConfigMapping(prefix = "labkeeper.removal")
public interface RemovalConfig {

    /**
     * How long no living worker must have known a cluster before its VMs leave the inventory, if nobody has seen it taken out of a
     * clusters file. Until then they are shown, stale. Longer than an outage of those workers who know it, if others with another file
     * go on meanwhile.
     */
    @WithDefault("P1D")
    Duration grace();

    /**
     * The same if the worker that looked after it has itself seen it taken out of its clusters file: time to undo a mistake. Never longer
     * than {@link #grace}.
     */
    @WithDefault("PT10M")
    Duration seenGrace();

    /** How long the rows, samples and revisions of a cluster that was removed are kept, in case it comes back. */
    @WithDefault("P1D")
    Duration keep();

    /** Samples dropped by one statement, one at each look of a worker ({@code labkeeper.poll.share-look}). */
    @WithDefault("5000")
    @Min(1)
    int purgeBatch();

    /** For dropping what is left of it, by a single statement. After that its fate is unknown; the next one repeats it without harm. */
    @WithDefault("PT10S")
    Duration statementLimit();
}
