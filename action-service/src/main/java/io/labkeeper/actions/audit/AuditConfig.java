package io.labkeeper.actions.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How much of what came to nothing is written down. */
@ConfigMapping(prefix = "labkeeper.audit")
public interface AuditConfig {

    /**
     * How many requests of one caller that came to the same nothing have a line of their own each minute; those beyond are counted, and one
     * line tells how many they were.
     */
    @WithDefault("30")
    @Min(1)
    int perMinute();
}
