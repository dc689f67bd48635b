package io.labkeeper.actions.limits;

import io.labkeeper.actions.selection.Standing;
import jakarta.enterprise.context.ApplicationScoped;

/** What the configuration allows to a role. */
@ApplicationScoped
public class Limits {
    private final LimitsConfig config;

    Limits(LimitsConfig config) {
        this.config = config;
    }

    /** The most VMs in one request. @param teacher whether they are asked for as a teacher of their class */
    public int bulk(Standing standing, boolean teacher) {
        return switch (standing) {
            case ADMIN -> config.bulk().admin();
            case OPERATOR -> config.bulk().operator();
            case USER ->
                teacher
                        ? Math.max(config.bulk().user(), config.bulk().teacher())
                        : config.bulk().user();
        };
    }

    /** How many actions are allowed at once. */
    int burst(Standing standing) {
        return switch (standing) {
            case ADMIN -> config.burst().admin();
            case OPERATOR -> config.burst().operator();
            case USER -> config.burst().user();
        };
    }

    /** How many actions are allowed to schedules at once. */
    int scheduledBurst(Standing standing) {
        return switch (standing) {
            case ADMIN -> config.scheduled().admin();
            case OPERATOR -> config.scheduled().operator();
            case USER -> config.scheduled().user();
        };
    }

    /** How many actions come back each minute. */
    int perMinute(Standing standing) {
        return switch (standing) {
            case ADMIN -> config.perMinute().admin();
            case OPERATOR -> config.perMinute().operator();
            case USER -> config.perMinute().user();
        };
    }
}
