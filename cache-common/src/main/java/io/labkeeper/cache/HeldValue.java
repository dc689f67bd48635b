package io.labkeeper.cache;

import java.time.Duration;

/**
 * A value in the cache, without its content.
 *
 * @param age null if the tier does not tell
 * @param ttlRemaining until it is no longer fresh; negative if it is past that
 */
public record HeldValue(String family, String key, Duration age, Duration ttlRemaining, Tier tier) {}
