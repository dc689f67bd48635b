package io.labkeeper.bench.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * How a set of figures is spread, all in the unit of the figures.
 *
 * @param count how many there were
 * @param p50 as large as half of them at the most; NaN if there were none, as the others
 */
public record Quantiles(
        @JsonProperty("count") int count,
        @JsonProperty("min") double min,
        @JsonProperty("p50") double p50,
        @JsonProperty("p99") double p99,
        @JsonProperty("max") double max) {

    public static Quantiles of(Collection<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Quantiles(sorted.length, at(sorted, 0), at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    /** The nearest rank: the smallest figure that at least this share of them does not exceed. */
    private static double at(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** For a table: "p50 1.2, p99 3.4, max 5.6". */
    public String shown() {
        return String.format(Locale.ROOT, "p50 %.1f, p99 %.1f, max %.1f", p50, p99, max);
    }

    @Override
    public String toString() {
        return Arrays.asList(min, p50, p99, max).toString();
    }
}
