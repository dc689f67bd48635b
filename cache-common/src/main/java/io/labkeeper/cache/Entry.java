package io.labkeeper.cache;

/**
 * A value in this process. Times are of the cache's own ticker, in nanoseconds.
 *
 * @param bornAt when it was loaded, by whichever replica
 * @param takenAt when this process got it
 * @param era how often messages may have been missed before this process got it
 * @param doubted true if a message that concerned it may have been missed since
 */
record Entry<V>(V value, long bornAt, long takenAt, long era, boolean doubted) {

    /** As it is now that messages may have been missed so many times. */
    Entry<V> in(long now) {
        return era == now ? this : new Entry<>(value, bornAt, takenAt, era, true);
    }

    boolean fresh(Policy policy, long recheckNanos, long now) {
        return !doubted && age(now) < policy.ttl().toNanos() && now - takenAt < recheckNanos;
    }

    /** Past its TTL, but to be given at once while a new one is loaded. */
    boolean givenWhileRevalidating(Policy policy, long recheckNanos, long now) {
        long late = age(now) - policy.ttl().toNanos();
        return !doubted
                && late >= 0
                && late < policy.staleWhileRevalidate().toNanos()
                && now - takenAt
                        < Math.max(recheckNanos, policy.staleWhileRevalidate().toNanos());
    }

    /** Never if the policy allows no time for it, not even before its TTL is over: it is asked only about what may not be given as fresh. */
    boolean givenOnError(Policy policy, long now) {
        return !policy.staleIfError().isZero()
                && age(now) - policy.ttl().toNanos() < policy.staleIfError().toNanos();
    }

    long age(long now) {
        return Math.max(0, now - bornAt);
    }
}
