package io.labkeeper.worker.probe;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.worker.probe.Candidates.Target;
import io.labkeeper.worker.probe.Findings.Finding;
import io.labkeeper.worker.reconcile.Reconciler;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Whether Remote Desktop and SSH answer on the VMs of one cluster. Tried a few at a time and within a limit; what was found till
 * then is written as one change set, and moves the revision only where it differs from what was known.
 */
public final class ClusterProbes {
    private final String clusterId;
    private final Reconciler reconciler;
    private final ProbeConfig config;
    private final Candidates candidates;
    private final PortConnector connector;
    private final ProbeCounter counter;
    private volatile int first;

    ClusterProbes(
            String clusterId,
            Reconciler reconciler,
            ProbeConfig config,
            PortConnector connector,
            ProbeCounter counter) {
        this.clusterId = clusterId;
        this.reconciler = reconciler;
        this.config = config;
        this.candidates = new Candidates(config);
        this.connector = connector;
        this.counter = counter;
    }

    /**
     * Probes once. Not to be called again before it has ended.
     *
     * @return fails as {@link Reconciler#change} does; a port that cannot be tried is no failure
     */
    public Uni<Void> run() {
        ClusterInventory state = reconciler.state();
        if (state == null) {
            return Uni.createFrom().voidItem();
        }
        List<Target> targets = candidates.of(state.vms().values(), first);
        return Multi.createFrom()
                .iterable(targets)
                .onItem()
                .transformToUni(this::probe)
                .merge(config.concurrency())
                .select()
                .first(config.limit())
                .collect()
                .asList()
                .invoke(findings -> advance(findings.size(), targets.size()))
                .chain(this::write);
    }

    private Uni<Finding> probe(Target target) {
        int port = target.service().port(config);
        return connector
                .connect(target.vm().vm().ip(), port, config.timeout())
                .invoke(outcome -> counter.probed(clusterId, target.service(), outcome))
                .map(outcome -> new Finding(target, outcome));
    }

    /** Who was not reached goes first next time; the place is approximate, since the VMs may be others by then. */
    private void advance(int done, int wanted) {
        first = done == wanted ? 0 : first + done / ProbedService.values().length;
    }

    private Uni<Void> write(List<Finding> all) {
        Findings findings = new Findings(all);
        return reconciler
                .change(state -> findings.changes(state.vms(), candidates))
                .replaceWithVoid();
    }
}
