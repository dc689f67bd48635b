package io.labkeeper.worker.poll;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.store.StoreException;
import io.labkeeper.worker.history.History;
import io.labkeeper.worker.history.Sample;
import io.labkeeper.worker.observe.MetricsReading;
import io.labkeeper.worker.probe.ClusterProbes;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** What a full sync does once the addresses were looked up. */
final class LastSteps {
    private static final Logger LOG = Logger.getLogger(LastSteps.class);

    private final Watched cluster;
    private final ClusterProbes probes;
    private final History history;
    private final WorkerMetrics metrics;
    private final AtomicBoolean keeping = new AtomicBoolean();

    LastSteps(Watched cluster, ClusterProbes probes, History history, WorkerMetrics metrics) {
        this.cluster = cluster;
        this.probes = probes;
        this.history = history;
        this.metrics = metrics;
    }

    /** Whether the VMs' ports answer. */
    Uni<Void> probe() {
        return probes.run();
    }

    /** Keeps a sample of each VM. Nobody waits for it, and its failure is nobody's but its own. */
    void sample(Instant began, ListSync.Outcome outcome) {
        ClusterInventory state = cluster.reconciler().state();
        if (state == null) {
            return;
        }
        if (!keeping.compareAndSet(false, true)) {
            kept("skipped");
            LOG.warnf("cluster=%s history: no sample, since the last one is still being written", cluster.id());
            return;
        }
        List<Sample> samples = Sample.of(
                outcome.after(), MetricsReading.of(outcome.list(), state.head().metricsSeq()), state.vms());
        history.keep(cluster.id(), state.head().fence(), began, samples)
                .onTermination()
                .invoke(() -> keeping.set(false))
                .subscribe()
                .with(done -> kept("ok"), failure -> {
                    kept("failed");
                    LOG.warnf("cluster=%s history: %s", cluster.id(), failure.getMessage());
                });
    }

    /** Drops what is left of VMs that are gone for long. If that fails, the next full sync makes up for it. */
    Uni<Void> purge() {
        return cluster.reconciler()
                .purge()
                .invoke(() -> metrics.purged(cluster.id(), "ok"))
                .onFailure(StoreException.class)
                .recoverWithItem(failure -> {
                    metrics.purged(cluster.id(), "failed");
                    LOG.warnf(
                            "cluster=%s VMs that are gone for long were not dropped: %s",
                            cluster.id(), failure.getMessage());
                    return null;
                });
    }

    private void kept(String outcome) {
        metrics.sampled(cluster.id(), outcome);
    }
}
