package io.labkeeper.bench.actions;

import java.time.Duration;
import java.util.List;

/** How long something took, many times over. Pure. */
record Times(List<Duration> sorted) {

    static Times of(List<Duration> times) {
        return new Times(times.stream().sorted().toList());
    }

    /** The smallest time that this share of all did not exceed; zero if there is none. @param share from 0 to 1 */
    Duration quantile(double share) {
        return sorted.isEmpty() ? Duration.ZERO : sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    /** "p50 / p99 / longest" in milliseconds. */
    String text() {
        return quantile(0.5).toMillis() + " / " + quantile(0.99).toMillis() + " / "
                + quantile(1).toMillis();
    }
}
