package io.labkeeper.cache;

/**
 * What happened to the values of a family in this process since it started.
 *
 * @param policy by which they live
 * @param size values in memory now
 * @param hits answered from memory, fresh
 * @param staleHits answered from memory although past its TTL, because a new one was being loaded or could not be
 * @param staleOnError those of them that were given because loading failed
 * @param misses not answered from memory at once; callers who share one load count each
 * @param spared those of them that needed no loader after all: Redis had it, or a load had just ended
 * @param remoteHits answered from Redis
 * @param remoteMisses asked of Redis in vain
 * @param remoteFailures Redis did not answer
 * @param loads answered by a loader
 * @param failedLoads the loader failed
 * @param writes stored in Redis
 * @param refusedWrites not stored in Redis, because of an eviction since the load began
 * @param droppedWrites not stored in Redis, because it did not answer or the value could not be written
 * @param evictions values dropped from memory because somebody said so
 * @param expirations values that left memory because of their age or the size
 * @param displacements those of them that left because of the size
 */
public record FamilyStatistics(
        String family,
        Policy policy,
        long size,
        long hits,
        long staleHits,
        long staleOnError,
        long misses,
        long spared,
        long remoteHits,
        long remoteMisses,
        long remoteFailures,
        long loads,
        long failedLoads,
        long writes,
        long refusedWrites,
        long droppedWrites,
        long evictions,
        long expirations,
        long displacements) {

    /** Questions answered from memory at once. */
    public long answeredAtOnce() {
        return Math.max(0, hits + staleHits - staleOnError);
    }

    /** Questions answered without what a loader has brought. */
    public long answered() {
        return hits + staleHits + spared;
    }

    /** Questions that a loader had to answer, or failed to. With {@link #answered} they are all questions. */
    public long missed() {
        return Math.max(0, misses - spared - staleOnError);
    }
}
