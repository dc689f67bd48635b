package io.labkeeper.reader.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Streams of events to browsers. */
@ConfigMapping(prefix = "labkeeper.events")
public interface EventsConfig {

    /** How many streams one user may have open on one replica: tabs and devices. One more is refused with 429. */
    @WithDefault("10")
    @Min(1)
    int streamsPerUser();

    /** How many streams one replica holds. One more is refused with 503. */
    @WithDefault("5000")
    @Min(1)
    int streams();

    /** How often a comment is sent, so that nothing on the way takes the stream for dead. */
    @WithDefault("PT15S")
    Duration heartbeat();

    /** How long a client may take no byte of what waits for it until it is cut off. */
    @WithDefault("PT15S")
    Duration stalledAfter();

    /** CPU, memory and uptime are told at most this often. */
    @WithDefault("PT10S")
    Duration metricsInterval();

    /** What clients are told to wait before they connect again: between this and twice this, so that they do not all come at once. */
    @WithDefault("PT2S")
    Duration retry();

    /** Changes that come closer together than this are told together. */
    @WithDefault("PT0.02S")
    Duration pace();

    /** How long after its expiry a token is still taken: the same as for requests, or a client would be let in and cut again at once. */
    @WithDefault("PT10S")
    Duration tokenGrace();
}
