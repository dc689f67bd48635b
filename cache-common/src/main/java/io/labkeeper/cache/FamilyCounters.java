package io.labkeeper.cache;

import java.util.concurrent.atomic.LongAdder;

/** What happened to the values of a family in this process. */
final class FamilyCounters {
    final LongAdder hits = new LongAdder();
    final LongAdder staleHits = new LongAdder();
    final LongAdder staleOnError = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder spared = new LongAdder();
    final LongAdder remoteHits = new LongAdder();
    final LongAdder remoteMisses = new LongAdder();
    final LongAdder remoteFailures = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder failedLoads = new LongAdder();
    final LongAdder writes = new LongAdder();
    final LongAdder refusedWrites = new LongAdder();
    final LongAdder droppedWrites = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder expirations = new LongAdder();
    final LongAdder displacements = new LongAdder();

    FamilyStatistics of(Family<?> family, long size) {
        return new FamilyStatistics(
                family.name(),
                family.policy(),
                size,
                hits.sum(),
                staleHits.sum(),
                staleOnError.sum(),
                misses.sum(),
                spared.sum(),
                remoteHits.sum(),
                remoteMisses.sum(),
                remoteFailures.sum(),
                loads.sum(),
                failedLoads.sum(),
                writes.sum(),
                refusedWrites.sum(),
                droppedWrites.sum(),
                evictions.sum(),
                expirations.sum(),
                displacements.sum());
    }
}
