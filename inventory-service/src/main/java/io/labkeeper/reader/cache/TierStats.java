package io.labkeeper.reader.cache;

/**
 * One tier's figures.
 *
 * @param size values held; null if the tier does not answer
 * @param hits questions it answered
 * @param misses questions it could not answer
 * @param hitRate hits of all questions, in per cent with two decimals; 0 if there were none
 */
record TierStats(String tier, Long size, long hits, long misses, double hitRate) {

    static TierStats of(String tier, Long size, long hits, long misses) {
        return new TierStats(tier, size, hits, misses, rate(hits, misses));
    }

    static double rate(long hits, long misses) {
        return hits + misses == 0 ? 0 : Math.round(10_000.0 * hits / (hits + misses)) / 100.0;
    }
}
