package io.labkeeper.worker.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long samples are kept, and how they are thinned out. */
@ConfigMapping(prefix = "labkeeper.history")
public interface HistoryConfig {

    /** How long the sample of each full sync is kept; whole hours are dropped. */
    @WithDefault("P1D")
    Duration keepSamples();

    /** How long hourly samples are kept. */
    @WithDefault("P30D")
    Duration keepHours();

    /** Rows dropped by one statement, so that none holds many locks or lasts long. */
    @WithDefault("5000")
    @Min(1)
    int purgeBatch();

    /** Hours made from samples by one statement: bounds what is left to do after an outage. */
    @WithDefault("6")
    @Min(1)
    int hoursAtOnce();

    /** For a single statement. After that its fate is unknown, and the next one repeats it without harm. */
    @WithDefault("PT10S")
    Duration statementLimit();
}
