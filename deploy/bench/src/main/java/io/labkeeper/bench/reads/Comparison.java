package io.labkeeper.bench.reads;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.labkeeper.bench.run.Quantiles;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Rounds of one request to our service, each with a round of its counterpart right after it. Pure.
 *
 * @param name of what is asked
 * @param against what it is compared with
 * @param wanted the least ratio of answers per second; null if none was promised
 * @param bytes of the answer's body, as it is before any compression
 */
record Comparison(
        @JsonProperty("name") String name,
        @JsonProperty("against") String against,
        @JsonProperty("wanted") Double wanted,
        @JsonProperty("bytes") long bytes,
        @JsonProperty("ours") List<Sample> ours,
        @JsonProperty("theirs") List<Sample> theirs) {

    /** Ours by theirs, round by round: what the machine does beside that hits both. */
    @JsonProperty("ratio")
    Quantiles ratio() {
        return Quantiles.of(IntStream.range(0, ours.size())
                .mapToObj(i -> ours.get(i).perSecond() / theirs.get(i).perSecond())
                .toList());
    }

    /** Theirs by ours in processor time per answer: also 1 where both cost the same, and hardly moved by what else runs. */
    @JsonProperty("processor_ratio")
    Quantiles processorRatio() {
        return Quantiles.of(IntStream.range(0, ours.size())
                .mapToObj(i -> theirs.get(i).processorMicros() / ours.get(i).processorMicros())
                .toList());
    }

    static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return Quantiles.of(samples.stream().map(figure::applyAsDouble).toList())
                .p50();
    }
}
