package io.labkeeper.reader.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.labkeeper.cache.Family;
import io.labkeeper.cache.FamilyCache;
import io.labkeeper.cache.Policy;
import io.labkeeper.cache.TwoTierCache;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheStatsTest {
    private final TwoTierCache cache = TwoTierCache.builder(new ObjectMapper()).build();
    private final FamilyCache<String> words =
            cache.open(Family.of("words", String.class, Policy.fresh(Duration.ofMinutes(1))));

    @Test
    void callers_who_share_a_load_have_each_missed_over_all_and_in_memory() {
        List<UniEmitter<? super String>> loading = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            words.get("k", () -> Uni.createFrom().emitter(loading::add))
                    .subscribe()
                    .with(word -> {});
        }
        loading.get(0).complete("word");
        words.get("k", () -> Uni.createFrom().emitter(loading::add)).subscribe().with(word -> {});

        CacheStats stats = CacheStats.of(cache, "one", null, false);

        assertThat(loading).hasSize(1);
        assertThat(stats.misses()).isEqualTo(100);
        assertThat(stats.hits()).isEqualTo(1);
        assertThat(stats.families().get(0).tiers()).containsExactly(TierStats.of("memory", 1L, 1, 100));
        assertThat(stats.families().get(0).loads()).isEqualTo(1);
    }
}
