package io.labkeeper.reader.vms;

import io.labkeeper.reader.view.ActionNotices;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.Staleness;
import io.labkeeper.reader.view.VmEntry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cluster's VMs as readers see them, made ready on demand and kept as long as the cluster's view and its staleness are the same.
 * What has an action under way is made anew each time: that is a handful.
 */
final class ShownCluster {
    private final ClusterView cluster;
    private final Optional<String> stale;
    private final VmRenderer renderer;
    private final Map<Integer, ShownVm> ready = new ConcurrentHashMap<>();

    private ShownCluster(ClusterView cluster, Optional<String> stale) {
        this.cluster = cluster;
        this.stale = stale;
        this.renderer = new VmRenderer(cluster, stale);
    }

    /** The one before, if nothing has changed that all its VMs show; else a new one. */
    static ShownCluster of(ClusterView cluster, Instant now, ShownCluster before) {
        Optional<String> stale = Staleness.ofCluster(cluster.head().sync(), now);
        boolean same = before != null && before.cluster == cluster && before.stale.equals(stale);
        return same ? before : new ShownCluster(cluster, stale);
    }

    ClusterView cluster() {
        return cluster;
    }

    boolean stale() {
        return stale.isPresent();
    }

    boolean stale(VmEntry entry) {
        return Staleness.ofVm(entry.record(), stale) != null;
    }

    ShownVm shown(VmEntry entry, ActionNotices actions, Instant now) {
        return actions.none(entry.vm().key())
                ? ready.computeIfAbsent(entry.vm().vmid(), vmid -> renderer.plain(entry))
                : renderer.withActions(entry, actions, now);
    }
}
