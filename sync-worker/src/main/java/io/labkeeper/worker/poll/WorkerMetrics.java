package io.labkeeper.worker.poll;

import io.labkeeper.worker.address.AddressTally;
import io.labkeeper.worker.probe.ProbeCounter;
import io.labkeeper.worker.probe.ProbeOutcome;
import io.labkeeper.worker.probe.ProbedService;
import io.labkeeper.worker.reconcile.SyncSteps;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The names of this service's metrics. */
@ApplicationScoped
public class WorkerMetrics implements ProbeCounter, SyncSteps {
    static final String SYNCS = "labkeeper.worker.syncs";
    static final String STEPS = "labkeeper.worker.sync.steps";
    static final String FOREIGN_LISTS = "labkeeper.worker.foreign.lists";
    static final String CLUSTERS_REMOVED = "labkeeper.worker.clusters.removed";
    static final String LEASES = "labkeeper.worker.leases";
    static final String VMS = "labkeeper.worker.vms";
    static final String ADDRESSES = "labkeeper.worker.addresses";
    static final String ADDRESSES_FOUND = "labkeeper.worker.addresses.found";
    static final String PROBES = "labkeeper.worker.probes";
    static final String SAMPLINGS = "labkeeper.worker.samplings";
    static final String PURGES = "labkeeper.worker.purges";

    static final String LOOP_LATE = "labkeeper.worker.event.loop.late";
    static final String LOOP_BUSY = "labkeeper.worker.event.loop.busy";

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> gauges = new ConcurrentHashMap<>();
    private final Timer late;
    private final Timer busy;

    public WorkerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.late = turns(LOOP_LATE);
        this.busy = turns(LOOP_BUSY);
    }

    /** With the longest of the last half minute. */
    private Timer turns(String name) {
        return Timer.builder(name)
                .serviceLevelObjectives(
                        Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(2))
                .distributionStatisticExpiry(Duration.ofSeconds(30))
                .register(registry);
    }

    /**
     * An event loop has turned.
     *
     * @param lateNanos how long it was held up
     * @param busyNanos how much of that it worked itself
     */
    public void turned(long lateNanos, long busyNanos) {
        late.record(lateNanos, TimeUnit.NANOSECONDS);
        busy.record(busyNanos, TimeUnit.NANOSECONDS);
    }

    /** A sync has ended. @param outcome "ok" or the code of its trouble */
    void synced(String cluster, Mode mode, String outcome, Duration took) {
        registry.timer(SYNCS, "cluster", cluster, "mode", mode.word(), "outcome", outcome)
                .record(took);
    }

    /** A step of a sync, or of what follows its list, has ended: {@code step} fetch, diff, postgres, redis; {@code outcome} ok, failed. */
    @Override
    public void took(String cluster, Step step, boolean well, Duration duration) {
        registry.timer(STEPS, "cluster", cluster, "step", step.word(), "outcome", well ? "ok" : "failed")
                .record(duration);
    }

    /** A list was refused, since it seems to be another cluster's. */
    void foreignList(String cluster) {
        registry.counter(FOREIGN_LISTS, "cluster", cluster).increment();
    }

    /** A cluster that no worker knows any more was taken out of the inventory, by this process. */
    void clusterRemoved() {
        registry.counter(CLUSTERS_REMOVED).increment();
    }

    /** The cluster is not in this process' clusters file any more: its gauges would stand for ever. */
    void forget(String cluster) {
        for (String name : List.of(LEASES, VMS)) {
            gauges.remove(name + "/" + cluster);
            registry.find(name).tag("cluster", cluster).meters().forEach(registry::remove);
        }
    }

    /** Whether this process holds the cluster's lease; without it none of its VMs count here. */
    void lease(String cluster, boolean held) {
        gauge(LEASES, cluster).set(held ? 1 : 0);
        if (!held) {
            vms(cluster, 0);
        }
    }

    /** VMs of a cluster that this process holds. */
    void vms(String cluster, int count) {
        gauge(VMS, cluster).set(count);
    }

    /** The look-ups of a full sync have ended. */
    void addresses(String cluster, AddressTally tally) {
        count(ADDRESSES, cluster, "outcome", "hit", tally.hits());
        count(ADDRESSES, cluster, "outcome", "miss", tally.misses());
        count(ADDRESSES, cluster, "outcome", "expired", tally.expired());
        tally.found().forEach((source, found) -> count(ADDRESSES_FOUND, cluster, "source", source, found));
    }

    private void count(String name, String cluster, String label, String value, long times) {
        registry.counter(name, "cluster", cluster, label, value).increment(times);
    }

    /** The history has taken its samples of a full sync. @param outcome "ok", "failed" or "skipped" */
    void sampled(String cluster, String outcome) {
        registry.counter(SAMPLINGS, "cluster", cluster, "outcome", outcome).increment();
    }

    /** A full sync has dropped the rows of VMs that are gone for long. @param outcome "ok" or "failed" */
    void purged(String cluster, String outcome) {
        registry.counter(PURGES, "cluster", cluster, "outcome", outcome).increment();
    }

    @Override
    public void probed(String cluster, ProbedService service, ProbeOutcome outcome) {
        registry.counter(PROBES, "cluster", cluster, "service", service.word(), "outcome", outcome.word())
                .increment();
    }

    private AtomicInteger gauge(String name, String cluster) {
        return gauges.computeIfAbsent(name + "/" + cluster, key -> {
            AtomicInteger value = new AtomicInteger();
            registry.gauge(name, io.micrometer.core.instrument.Tags.of("cluster", cluster), value);
            return value;
        });
    }
}
