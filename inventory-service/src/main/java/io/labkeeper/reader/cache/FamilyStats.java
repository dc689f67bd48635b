package io.labkeeper.reader.cache;

import io.labkeeper.cache.FamilyStatistics;
import io.labkeeper.cache.HeldValue;
import java.util.ArrayList;
import java.util.List;

/** One family's figures: what its TTL is, in seconds, and how the tiers serve it. */
record FamilyStats(String family, double ttl, long loads, long failedLoads, List<TierStats> tiers) {

    /**
     * @param sharing whether there is a Redis at all
     * @param inRedis what Redis holds of all families; null if it does not answer
     */
    static FamilyStats of(FamilyStatistics family, boolean sharing, List<HeldValue> inRedis) {
        List<TierStats> tiers = new ArrayList<>();
        tiers.add(TierStats.of("memory", family.size(), family.answeredAtOnce(), family.misses()));
        if (sharing && family.policy().shared()) {
            Long size = inRedis == null
                    ? null
                    : inRedis.stream()
                            .filter(held -> held.family().equals(family.family()))
                            .count();
            tiers.add(
                    TierStats.of("redis", size, family.remoteHits(), family.remoteMisses() + family.remoteFailures()));
        }
        return new FamilyStats(
                family.family(),
                family.policy().ttl().toMillis() / 1000.0,
                family.loads(),
                family.failedLoads(),
                tiers);
    }
}
