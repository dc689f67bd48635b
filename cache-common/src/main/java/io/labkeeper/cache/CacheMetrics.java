package io.labkeeper.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The meters of the cache; the label {@code family} is bounded by the families that the code opens. */
public final class CacheMetrics implements Meters {
    private final MeterRegistry registry;

    public CacheMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void opened(String family, Supplier<FamilyStatistics> statistics) {
        Gauge.builder("labkeeper.cache.size", statistics, s -> s.get().size())
                .description("Values in memory")
                .tag("family", family)
                .strongReference(true)
                .register(registry);
        requests(family, "memory", "hit", statistics, FamilyStatistics::hits);
        requests(family, "memory", "stale", statistics, FamilyStatistics::staleHits);
        requests(family, "memory", "miss", statistics, FamilyStatistics::misses);
        requests(family, "redis", "hit", statistics, FamilyStatistics::remoteHits);
        requests(family, "redis", "miss", statistics, FamilyStatistics::remoteMisses);
        requests(family, "redis", "failed", statistics, FamilyStatistics::remoteFailures);
        counter("loads", family, "ok", statistics, FamilyStatistics::loads);
        counter("loads", family, "failed", statistics, FamilyStatistics::failedLoads);
        counter("writes", family, "ok", statistics, FamilyStatistics::writes);
        counter("writes", family, "refused", statistics, FamilyStatistics::refusedWrites);
        counter("writes", family, "dropped", statistics, FamilyStatistics::droppedWrites);
        counter("removals", family, "evicted", statistics, FamilyStatistics::evictions);
        counter("removals", family, "expired", statistics, s -> s.expirations() - s.displacements());
        counter("removals", family, "displaced", statistics, FamilyStatistics::displacements);
    }

    private void requests(
            String family,
            String tier,
            String outcome,
            Supplier<FamilyStatistics> statistics,
            ToLongFunction<FamilyStatistics> count) {
        FunctionCounter.builder("labkeeper.cache.requests", statistics, s -> count.applyAsLong(s.get()))
                .description("Questions to a tier of the cache")
                .tags("family", family, "tier", tier, "outcome", outcome)
                .register(registry);
    }

    private void counter(
            String what,
            String family,
            String outcome,
            Supplier<FamilyStatistics> statistics,
            ToLongFunction<FamilyStatistics> count) {
        FunctionCounter.builder("labkeeper.cache." + what, statistics, s -> count.applyAsLong(s.get()))
                .tags("family", family, "outcome", outcome)
                .register(registry);
    }
}
