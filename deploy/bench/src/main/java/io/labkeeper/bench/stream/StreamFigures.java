package io.labkeeper.bench.stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.labkeeper.bench.run.Quantiles;

/**
 * What streams cost and how fast they tell.
 *
 * @param clients streams on one replica
 * @param openedMillis until all of them had their snapshot
 * @param told from a commit in Postgres to each client, in milliseconds
 * @param lost clients times changes that were not told within the limit
 * @param heapPerClient in bytes, after a collection
 * @param residentPerClient in bytes; what the process kept from opening them is in it
 * @param idleProcessorPercent of one processor, while nothing changes
 * @param toldBesideSlow as {@code told}, while a client that reads nothing is connected
 * @param slowCutMillis from its request until the slow client was cut off, or {@link #NEVER}
 */
record StreamFigures(
        @JsonProperty("clients") int clients,
        @JsonProperty("opened_ms") long openedMillis,
        @JsonProperty("told_ms") Quantiles told,
        @JsonProperty("lost") int lost,
        @JsonProperty("heap_bytes_per_client") long heapPerClient,
        @JsonProperty("resident_bytes_per_client") long residentPerClient,
        @JsonProperty("idle_processor_percent") double idleProcessorPercent,
        @JsonProperty("told_beside_slow_ms") Quantiles toldBesideSlow,
        @JsonProperty("slow_cut_ms") long slowCutMillis) {
    /** It was not cut off. */
    static final long NEVER = -1;
}
