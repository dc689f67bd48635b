package io.labkeeper.bench.reads;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One round of one target.
 *
 * @param perSecond answers
 * @param processorMicros processor time of the service per answer
 */
record Sample(
        @JsonProperty("per_second") double perSecond,
        @JsonProperty("processor_micros") double processorMicros,
        @JsonProperty("p50_ms") double p50Millis,
        @JsonProperty("p99_ms") double p99Millis) {}
