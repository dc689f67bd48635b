package io.labkeeper.bench.start;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Cold starts of a replica under one circumstance.
 *
 * @param from where the fleet was loaded from, in words
 * @param readyMillis from the start of the process until it was ready, a figure a start
 * @param answeredMillis until an administrator's first list of all VMs had come
 */
record StartFigures(
        @JsonProperty("from") String from,
        @JsonProperty("ready_ms") List<Double> readyMillis,
        @JsonProperty("answered_ms") List<Double> answeredMillis) {}
