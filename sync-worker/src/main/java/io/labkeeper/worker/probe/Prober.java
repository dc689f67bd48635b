package io.labkeeper.worker.probe;

import io.labkeeper.worker.reconcile.Reconciler;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes the probes of each cluster. */
@ApplicationScoped
public class Prober {
    private final ProbeConfig config;
    private final PortConnector connector;
    private final ProbeCounter counter;

    Prober(ProbeConfig config, PortConnector connector, ProbeCounter counter) {
        this.config = config;
        this.connector = connector;
        this.counter = counter;
    }

    /**
     * @throws IllegalArgumentException if the configured networks are none
     */
    public ClusterProbes of(String clusterId, Reconciler reconciler) {
        return new ClusterProbes(clusterId, reconciler, config, connector, counter);
    }
}
