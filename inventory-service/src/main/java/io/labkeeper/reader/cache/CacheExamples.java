package io.labkeeper.reader.cache;

/** Answers of the cache, for the OpenAPI document. */
final class CacheExamples {
    static final String STATS = """
            {"replica": "inventory-1", "sharing": true, "size": 2, "hits": 40, "misses": 10, "hit_rate": 80.0,
             "families": [{"family": "clusters", "ttl": 2.0, "loads": 10, "failed_loads": 0,
                           "tiers": [{"tier": "memory", "size": 2, "hits": 40, "misses": 10, "hit_rate": 80.0}]}],
             "entries": [{"key": "clusters:others", "age": 0.4, "ttl_remaining": 1.6, "tier": "memory"}]}""";

    static final String CLEARED = """
            {"cleared": 2}""";

    private CacheExamples() {}
}
