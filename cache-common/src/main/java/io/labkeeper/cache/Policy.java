package io.labkeeper.cache;

import java.time.Duration;

/**
 * How the values of a family live.
 *
 * @param ttl how long a value is fresh; positive
 * @param staleWhileRevalidate how much longer it is given at once while a new one is loaded behind it; zero for never
 * @param staleIfError how long after its TTL it is given when loading fails; zero for never
 * @param loadLimit how long a load may take; a loader that has not answered by then has failed
 * @param size most values in this process; the least used ones leave first
 * @param shared whether other replicas may use the values too, through Redis
 */
public record Policy(
        Duration ttl,
        Duration staleWhileRevalidate,
        Duration staleIfError,
        Duration loadLimit,
        long size,
        boolean shared) {

    public Policy {
        if (ttl.isNegative() || ttl.isZero()) {
            throw new IllegalArgumentException("a TTL must be positive: " + ttl);
        }
        if (staleWhileRevalidate.isNegative() || staleIfError.isNegative()) {
            throw new IllegalArgumentException("a bound on staleness must not be negative");
        }
        if (loadLimit.isNegative() || loadLimit.isZero() || size < 1) {
            throw new IllegalArgumentException("a limit on loads and a size must be positive");
        }
    }

    /** Fresh for so long and then gone; 10 s for a load, 10,000 values, shared. */
    public static Policy fresh(Duration ttl) {
        return new Policy(ttl, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10), 10_000, true);
    }

    public Policy withStaleWhileRevalidate(Duration bound) {
        return new Policy(ttl, bound, staleIfError, loadLimit, size, shared);
    }

    public Policy withStaleIfError(Duration bound) {
        return new Policy(ttl, staleWhileRevalidate, bound, loadLimit, size, shared);
    }

    public Policy withLoadLimit(Duration limit) {
        return new Policy(ttl, staleWhileRevalidate, staleIfError, limit, size, shared);
    }

    public Policy withSize(long most) {
        return new Policy(ttl, staleWhileRevalidate, staleIfError, loadLimit, most, shared);
    }

    /** Values that are of no use to other replicas, or that cannot go through JSON. */
    public Policy inProcess() {
        return new Policy(ttl, staleWhileRevalidate, staleIfError, loadLimit, size, false);
    }

    /** How long a value is of any use at all. */
    Duration lifetime() {
        return ttl.plus(staleWhileRevalidate.compareTo(staleIfError) > 0 ? staleWhileRevalidate : staleIfError);
    }
}
