package io.labkeeper.feed.eviction;

import io.labkeeper.cache.CacheConfig;
import io.labkeeper.cache.CacheMetrics;
import io.labkeeper.cache.Policies;
import io.labkeeper.cache.TwoTierCache;
import io.labkeeper.cache.redis.RedisTier;
import io.labkeeper.inventory.InventoryJson;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The one cache of a service, with Redis behind it if there is one, and the feed between its replicas. */
@ApplicationScoped
class SharedCache {

    @Produces
    @Singleton
    TwoTierCache cache(RedisTier redis, EvictionAnnouncer announcer, MeterRegistry meters, CacheConfig config) {
        return TwoTierCache.builder(InventoryJson.mapper())
                .remote(redis)
                .announcer(announcer)
                .meters(new CacheMetrics(meters))
                .recheck(config.recheck())
                .build();
    }

    @Produces
    @Singleton
    Policies policies(CacheConfig config) {
        return new Policies(config);
    }
}
