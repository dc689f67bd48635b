package io.labkeeper.actions.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long is remembered what is over. What is open is never forgotten. */
@ConfigMapping(prefix = "labkeeper.retention")
public interface RetentionConfig {

    /**
     * How long ended actions are kept, with the idempotency keys that have led to them: a key that is used again after that is a new one. A
     * day at the least.
     */
    @WithDefault("P90D")
    Duration actions();

    /** How long requests for many actions are kept, with their keys and results. A day at the least. */
    @WithDefault("P90D")
    Duration batches();

    /** How long the runs of schedules are kept. A day at the least. */
    @WithDefault("P90D")
    Duration runs();

    /** How long the audit trail is kept. Less than 30 days is refused by the database itself. */
    @WithDefault("P400D")
    Duration audit();

    /** How often each replica looks for what is old. */
    @WithDefault("PT1H")
    Duration every();

    /** How many rows one transaction deletes at the most. */
    @WithDefault("1000")
    @Min(1)
    @Max(10000)
    int batch();

    /** Pause between two batches, for those who use the tables. */
    @WithDefault("PT0.2S")
    Duration pause();

    /** How many batches of one table are deleted at a look; the rest waits for the next. */
    @WithDefault("200")
    @Min(1)
    int mostBatches();

    /** Limit of one transaction. */
    @WithDefault("PT5S")
    Duration statement();
}
