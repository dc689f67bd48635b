package io.labkeeper.reader.view;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.store.StoreException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Compares the view of one cluster at a time with Postgres, now and then. Both signals that the view follows tell of revisions; should a
 * row ever be wrong under the right revision, whether by a fault of ours or because somebody has edited a store, nothing else would
 * notice. What Postgres holds counts.
 *
 * <p>A record's own revision is left out: Postgres does not write a row anew that a change set names without changing it.
 */
@ApplicationScoped
public class ConsistencyCheck {
    private static final Logger LOG = Logger.getLogger(ConsistencyCheck.class);

    /** What a comparison came to. */
    public enum Outcome {
        SAME,
        DIFFERENT,
        /** The revisions differ, so that nothing can be told; the usual signals see to that. */
        PASSED_OVER,
        /** Postgres did not tell. */
        FAILED
    }

    private final InventoryView view;
    private final ClusterLoads source;
    private final ViewConfig config;
    private final Vertx vertx;
    private volatile long ticks;
    private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
    private final AtomicBoolean checking = new AtomicBoolean();
    private volatile String last = "";

    ConsistencyCheck(InventoryView view, ClusterLoads source, ViewConfig config, Vertx vertx) {
        this.view = view;
        this.source = source;
        this.config = config;
        this.vertx = vertx;
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, new LongAdder());
        }
    }

    /** What it would ask is gone a moment later. */
    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(ticks);
    }

    void start(@Observes StartupEvent event) {
        ticks = vertx.setPeriodic(config.consistencyInterval().toMillis(), timer -> checkUnlessUnderWay());
    }

    private void checkUnlessUnderWay() {
        if (checking.compareAndSet(false, true)) {
            checkNext()
                    .onTermination()
                    .invoke(() -> checking.set(false))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.warnf(failure, "the check of cluster=%s failed", last));
        }
    }

    /** How many comparisons have come to that since this replica started. */
    public long count(Outcome outcome) {
        return counts.get(outcome).sum();
    }

    /** Compares the cluster whose turn it is; null if there is none. */
    Uni<Outcome> checkNext() {
        String clusterId = next();
        if (clusterId == null) {
            return Uni.createFrom().nullItem();
        }
        last = clusterId;
        return source.loadTruth(clusterId)
                // Many thousand VMs are compared: not on an event loop.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(stored -> compare(clusterId, stored))
                .onFailure(StoreException.class)
                .recoverWithItem(failure -> {
                    LOG.debugf("cluster=%s not checked: %s", clusterId, failure.getMessage());
                    return Outcome.FAILED;
                })
                .invoke(outcome -> counts.get(outcome).increment());
    }

    /** The one after the last, in order of their ids, and from the beginning again. */
    private String next() {
        TreeSet<String> ids = new TreeSet<>(view.clusterIds());
        String after = ids.higher(last);
        return after != null || ids.isEmpty() ? after : ids.first();
    }

    private Outcome compare(String clusterId, ClusterInventory stored) {
        ClusterView held = view.cluster(clusterId);
        if (held == null || !sameRevision(held, stored)) {
            return Outcome.PASSED_OVER;
        }
        Collection<Integer> different = different(held, stored);
        if (different.isEmpty()) {
            return Outcome.SAME;
        }
        LOG.warnf(
                "cluster=%s revision=%s: %d VMs were not as Postgres holds them, first of all %s; taken from there",
                clusterId, held.revision(), different.size(), first(different));
        view.update(clusterId, now -> sameRevision(now, stored) ? ClusterView.of(stored, now) : now);
        return Outcome.DIFFERENT;
    }

    private static boolean sameRevision(ClusterView held, ClusterInventory stored) {
        return stored != null && held.revision().equals(stored.head().revision());
    }

    private static Collection<Integer> different(ClusterView held, ClusterInventory stored) {
        TreeSet<Integer> different = new TreeSet<>();
        held.entries().stream()
                .filter(entry ->
                        !same(entry.record(), stored.vms().get(entry.vm().vmid())))
                .forEach(entry -> different.add(entry.vm().vmid()));
        stored.vms().keySet().stream().filter(vmid -> held.entry(vmid) == null).forEach(different::add);
        return different;
    }

    private static boolean same(VmRecord held, VmRecord stored) {
        return stored != null
                && held.vm().equals(stored.vm())
                && held.internal().equals(stored.internal());
    }

    private static List<Integer> first(Collection<Integer> vmids) {
        return vmids.stream().limit(10).toList();
    }
}
