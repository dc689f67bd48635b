package io.labkeeper.reader.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.labkeeper.cache.FamilyStatistics;
import io.labkeeper.cache.HeldValue;
import io.labkeeper.cache.TwoTierCache;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the cache of the answering replica has done since it started, and what it and Redis hold.
 *
 * @param replica who answers
 * @param sharing whether there is a Redis behind it
 * @param size values in this replica's memory
 * @param hits questions answered without loading
 * @param misses questions for which something was loaded, or could not be
 * @param hitRate in per cent with two decimals
 * @param entries for administrators, at most {@value #MOST_ENTRIES}; else left out
 */
record CacheStats(
        String replica,
        boolean sharing,
        long size,
        long hits,
        long misses,
        double hitRate,
        List<FamilyStats> families,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<CacheEntry> entries) {
    static final int MOST_ENTRIES = 1_000;

    /** @param inRedis null if Redis does not answer, or if there is none */
    static CacheStats of(TwoTierCache cache, String replica, List<HeldValue> inRedis, boolean admin) {
        List<FamilyStatistics> families = cache.statistics();
        long hits = families.stream().mapToLong(FamilyStatistics::answered).sum();
        long misses = families.stream().mapToLong(FamilyStatistics::missed).sum();
        return new CacheStats(
                replica,
                cache.sharing(),
                families.stream().mapToLong(FamilyStatistics::size).sum(),
                hits,
                misses,
                TierStats.rate(hits, misses),
                families.stream()
                        .map(family -> FamilyStats.of(family, cache.sharing(), inRedis))
                        .toList(),
                admin ? entries(cache.heldHere(MOST_ENTRIES), inRedis) : null);
    }

    private static List<CacheEntry> entries(List<HeldValue> here, List<HeldValue> inRedis) {
        return Stream.concat(here.stream(), inRedis == null ? Stream.empty() : inRedis.stream())
                .limit(MOST_ENTRIES)
                .map(CacheEntry::of)
                .toList();
    }
}
