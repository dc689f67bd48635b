package io.labkeeper.bench.fleet;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.labkeeper.bench.run.Quantiles;
import java.util.List;

/**
 * What a user's list costs in a fleet of one size.
 *
 * @param vms in the fleet
 * @param shown VMs in the user's list: the same at each size
 * @param processorMicros processor time of the replica per answer, a figure a round
 * @param perSecond answers, a figure a round
 * @param heap in use after a collection, in bytes
 */
record FleetCost(
        @JsonProperty("vms") int vms,
        @JsonProperty("shown") int shown,
        @JsonProperty("processor_micros") List<Double> processorMicros,
        @JsonProperty("per_second") List<Double> perSecond,
        @JsonProperty("heap_bytes") long heap) {

    double micros() {
        return Quantiles.of(processorMicros).p50();
    }

    double rate() {
        return Quantiles.of(perSecond).p50();
    }
}
