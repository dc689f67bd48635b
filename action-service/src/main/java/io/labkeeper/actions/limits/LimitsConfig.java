package io.labkeeper.actions.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How much one caller may ask for. */
@ConfigMapping(prefix = "labkeeper.limits")
public interface LimitsConfig {

    /** The most VMs in one request for many actions. */
    Bulk bulk();

    /** How many actions a caller who has not asked for long may ask for at once. */
    Burst burst();

    /** How many actions a caller may ask for each minute in the long run. */
    PerMinute perMinute();

    /**
     * How many actions the schedules of one owner may ask for at once, whatever the owner asks for by hand; they come back at the pace of
     * {@link #perMinute}. A run for which nothing is left ends as {@code over_limit}.
     */
    Scheduled scheduled();

    /** The most VMs in one request for many actions, by role; never more than 1,000. */
    interface Bulk {

        /** For users. */
        @WithDefault("100")
        @Min(1)
        @Max(1000)
        int user();

        /** For users who ask for VMs of a class that they teach; by default as many as a class may have, so that it starts as a whole. */
        @WithDefault("1000")
        @Min(1)
        @Max(1000)
        int teacher();

        /** For operators. */
        @WithDefault("1000")
        @Min(1)
        @Max(1000)
        int operator();

        /** For administrators. */
        @WithDefault("1000")
        @Min(1)
        @Max(1000)
        int admin();
    }

    /**
     * How many actions may be asked for at once, by role. A request passes as long as anything is left; what it takes beyond that is owed,
     * so that a class can be started in one request.
     */
    interface Burst {

        /** For users. */
        @WithDefault("120")
        @Min(1)
        int user();

        /** For operators. */
        @WithDefault("2000")
        @Min(1)
        int operator();

        /** For administrators. */
        @WithDefault("2000")
        @Min(1)
        int admin();
    }

    /** How many actions schedules may ask for at once, by the role of their owner. A run passes as long as anything is left. */
    interface Scheduled {

        /** For users: two classes of the largest size. */
        @WithDefault("2000")
        @Min(1)
        int user();

        /** For operators: a whole lab. */
        @WithDefault("20000")
        @Min(1)
        int operator();

        /** For administrators: a whole lab. */
        @WithDefault("20000")
        @Min(1)
        int admin();
    }

    /** How many actions a minute, by role. */
    interface PerMinute {

        /** For users. */
        @WithDefault("60")
        @Min(1)
        int user();

        /** For operators. */
        @WithDefault("1000")
        @Min(1)
        int operator();

        /** For administrators. */
        @WithDefault("1000")
        @Min(1)
        int admin();
    }
}
