package io.labkeeper.actions.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How schedules are carried out. */
@ConfigMapping(prefix = "labkeeper.schedules")
public interface ScheduleConfig {

    /** How often it is looked whether something has come due. */
    @WithDefault("PT1S")
    Duration poll();

    /** The longest pause between two looks while Postgres is away. */
    @WithDefault("PT10S")
    Duration longestPause();

    /** How long a replica has for one run; after a crash another takes the run when this has passed. */
    @WithDefault("PT30S")
    Duration claim();

    /** A run that is late by less than this is caught up; an older one is recorded as missed. */
    @WithDefault("PT10M")
    Duration catchUp();

    /** Pause before a run is tried again that could not be asked for, such as while the database is away or has too much to do. */
    @WithDefault("PT5S")
    Duration retryPause();

    /** Limit of one transaction of the runner. */
    @WithDefault("PT5S")
    Duration statement();

    /** How many runs a replica works on at once. */
    @WithDefault("4")
    @Min(1)
    int atOnce();

    /**
     * How long the role of an operator or administrator counts that a schedule was saved with. After that its runs fail until the owner saves
     * it anew, or somebody else takes it over.
     */
    @WithDefault("P180D")
    Duration roleLasts();

    /** Most schedules of one owner. */
    @WithDefault("500")
    @Min(1)
    int most();
}
