package io.labkeeper.worker.poll;

import io.labkeeper.worker.probe.ClusterProbes;
import io.smallrye.mutiny.Uni;

/** What a full sync does once the addresses were looked up. */
final class LastSteps {
    private final ClusterProbes probes;

    LastSteps(ClusterProbes probes) {
        this.probes = probes;
    }

    /** Whether the VMs' ports answer. */
    Uni<Void> probe() {
        return probes.run();
    }
}
