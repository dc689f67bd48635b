package io.labkeeper.reader.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.labkeeper.cache.HeldValue;
import java.time.Duration;

/**
 * A value that is held.
 *
 * @param key {@code family:key}
 * @param age in seconds; null if the tier does not tell
 * @param ttlRemaining in seconds, until it is no longer fresh; negative while it is kept beyond that
 */
record CacheEntry(String key, @JsonInclude Double age, double ttlRemaining, String tier) {

    static CacheEntry of(HeldValue held) {
        return new CacheEntry(
                held.family() + ":" + held.key(),
                held.age() == null ? null : seconds(held.age()),
                seconds(held.ttlRemaining()),
                held.tier().word());
    }

    private static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }
}
