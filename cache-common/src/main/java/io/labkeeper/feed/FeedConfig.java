package io.labkeeper.feed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How soon a broken subscription is noticed and replaced. */
@ConfigMapping(prefix = "labkeeper.feed")
public interface FeedConfig {

    /** How often the subscriber sends itself an echo. */
    @WithDefault("PT0.5S")
    Duration beat();

    /** How long nothing may be heard, not even the own echo, before the subscription counts as lost. */
    @WithDefault("PT1.5S")
    Duration deadline();

    /** For publishing a message and for confirming a subscription. */
    @WithDefault("PT0.8S")
    Duration limit();

    /** First pause before subscribing again; doubles up to {@link #longestPause}. */
    @WithDefault("PT0.1S")
    Duration firstPause();

    /** Longest pause before subscribing again. */
    @WithDefault("PT2S")
    Duration longestPause();
}
