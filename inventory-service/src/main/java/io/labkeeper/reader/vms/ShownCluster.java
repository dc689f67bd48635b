package io.labkeeper.reader.vms;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.ActionNotices;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.Staleness;
import io.labkeeper.reader.view.VmEntry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A cluster's VMs as readers see them, made ready on demand and kept as long as its state, metrics, name and staleness are the same.
 * What has an action under way is kept as long as that action stands where it stood: a school that begins its lesson has hundreds.
 */
final class ShownCluster {
    private static final AtomicLong LAST_SERIAL = new AtomicLong();

    private final long serial = LAST_SERIAL.incrementAndGet();
    private final ClusterView cluster;
    private final Optional<String> stale;
    private final VmRenderer renderer;
    private final Map<Integer, ShownVm> ready = new ConcurrentHashMap<>();
    private final Map<Integer, UnderWay> underWay = new ConcurrentHashMap<>();

    /** A VM with actions, and what it was made of. @param open null if none is; a notice is replaced when the action moves on */
    private record UnderWay(ActionNotice open, Optional<VmStatus> outcome, ShownVm shown) {}

    private ShownCluster(ClusterView cluster, Optional<String> stale) {
        this.cluster = cluster;
        this.stale = stale;
        this.renderer = new VmRenderer(cluster, stale);
    }

    /** The one before, if nothing has changed that all its VMs show; else a new one. */
    static ShownCluster of(ClusterView cluster, Instant now, ShownCluster before) {
        Optional<String> stale = Staleness.ofCluster(cluster.head().sync(), now);
        boolean same = before != null && before.cluster.showsSame(cluster) && before.stale.equals(stale);
        return same ? before : new ShownCluster(cluster, stale);
    }

    /** Another one for everything that its VMs show; so that nobody needs to hold on to it to know it again. */
    long serial() {
        return serial;
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
                : withActions(entry, actions, now);
    }

    private ShownVm withActions(VmEntry entry, ActionNotices actions, Instant now) {
        ActionNotice open = actions.open(entry.vm().key()).orElse(null);
        Optional<VmStatus> outcome = actions.outcomeOver(entry.record(), now);
        UnderWay before = underWay.get(entry.vm().vmid());
        if (before != null && before.open() == open && before.outcome().equals(outcome)) {
            return before.shown();
        }
        ShownVm shown = renderer.withActions(entry, open, outcome);
        underWay.put(entry.vm().vmid(), new UnderWay(open, outcome, shown));
        return shown;
    }
}
