package io.labkeeper.bench.changes;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.labkeeper.bench.run.Quantiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * How long after its commit a change was visible, under one circumstance.
 *
 * @param circumstance in words
 * @param wanted the most that was promised, in milliseconds; null for none
 * @param changes states of VMs that were changed
 * @param commits in how many commits they were written
 * @param unseen commits that were not visible when the measuring ended
 */
record Lag(
        @JsonProperty("circumstance") String circumstance,
        @JsonProperty("wanted_ms") Long wanted,
        @JsonProperty("changes") int changes,
        @JsonProperty("commits") int commits,
        @JsonProperty("unseen") int unseen,
        @JsonProperty("ms") Quantiles millis) {

    /**
     * @param committed time of commit by revision
     * @param shown when a revision or a later one was shown for the first time; null for never
     */
    static Lag of(
            String circumstance, Long wanted, int changes, Map<Long, Instant> committed, LongFunction<Instant> shown) {
        List<Double> millis = new ArrayList<>();
        committed.forEach((revision, at) -> {
            Instant seen = shown.apply(revision);
            if (seen != null) {
                millis.add(Duration.between(at, seen).toNanos() / 1e6);
            }
        });
        return new Lag(
                circumstance,
                wanted,
                changes,
                committed.size(),
                committed.size() - millis.size(),
                Quantiles.of(millis));
    }

    boolean kept() {
        return unseen == 0 && commits > 0 && millis.max() <= wanted;
    }
}
