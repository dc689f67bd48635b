package io.labkeeper.reader.view;

import io.labkeeper.ownership.Ownership;
import io.labkeeper.time.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * All that this replica answers from. A request takes one {@link Moment} and works on it alone, so that it never sees half of
 * a change and never waits.
 */
@ApplicationScoped
public class InventoryView {

    /**
     * Everything at one moment.
     *
     * @param clusters in order of their ids; those never loaded from any store are missing
     * @param loaded whether anything was ever loaded: only then is "nothing" an answer
     * @param now database time
     */
    public record Moment(
            Map<String, ClusterView> clusters,
            boolean loaded,
            Ownership ownership,
            ActionNotices actions,
            Instant now) {}

    private record State(
            Map<String, ClusterView> clusters, boolean clustersKnown, Ownership ownership, ActionNotices actions) {

        State with(String clusterId, ClusterView cluster) {
            if (clusters.get(clusterId) == cluster) {
                return this;
            }
            Map<String, ClusterView> changed = new TreeMap<>(clusters);
            changed.put(clusterId, cluster);
            return new State(changed, clustersKnown, ownership, actions);
        }
    }

    private final AtomicReference<State> state =
            new AtomicReference<>(new State(Map.of(), false, null, ActionNotices.NONE));
    private final DatabaseClock clock;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    public InventoryView(DatabaseClock clock) {
        this.clock = clock;
    }

    public Moment moment() {
        State now = state.get();
        return new Moment(
                now.clusters(),
                ready(now),
                now.ownership() == null ? Ownership.NONE : now.ownership(),
                now.actions(),
                clock.now());
    }

    /** Whether the view has been loaded once, from anywhere; it never becomes false again. */
    public boolean ready() {
        return ready(state.get());
    }

    private static boolean ready(State now) {
        return now.clustersKnown() && now.ownership() != null;
    }

    boolean clustersKnown() {
        return state.get().clustersKnown();
    }

    ClusterView cluster(String clusterId) {
        return state.get().clusters().get(clusterId);
    }

    Collection<String> clusterIds() {
        return state.get().clusters().keySet();
    }

    Ownership ownership() {
        return state.get().ownership();
    }

    /** Puts a cluster in, unless the one that is there is newer; what is newer there (metrics, head) is kept. */
    void put(ClusterView view) {
        String clusterId = view.head().clusterId();
        change(now -> {
            ClusterView held = now.clusters().get(clusterId);
            if (held != null && view.revision().isBefore(held.revision())) {
                return now;
            }
            return now.with(clusterId, held == null ? view : view.notOlderThan(held));
        });
    }

    /** Changes what is there of a cluster, if it is there; the change is given the newest, perhaps more than once. */
    void update(String clusterId, UnaryOperator<ClusterView> change) {
        change(now -> {
            ClusterView held = now.clusters().get(clusterId);
            return held == null ? now : now.with(clusterId, change.apply(held));
        });
    }

    /** Takes a cluster out that is no longer configured. */
    void remove(String clusterId) {
        change(now -> {
            Map<String, ClusterView> clusters = new TreeMap<>(now.clusters());
            clusters.remove(clusterId);
            return new State(clusters, now.clustersKnown(), now.ownership(), now.actions());
        });
    }

    /** From now on the clusters that are there are all there are. */
    void clustersAreKnown() {
        change(now -> now.clustersKnown() ? now : new State(now.clusters(), true, now.ownership(), now.actions()));
    }

    /** Puts the assignments in. */
    void put(Ownership ownership) {
        change(now -> new State(now.clusters(), now.clustersKnown(), ownership, now.actions()));
    }

    /** Changes what is known of actions; if that returns the same object, nothing has changed and nobody is told. */
    void changeActions(UnaryOperator<ActionNotices> change) {
        change(now -> {
            ActionNotices changed = change.apply(now.actions());
            return changed == now.actions()
                    ? now
                    : new State(now.clusters(), now.clustersKnown(), now.ownership(), changed);
        });
    }

    /** Calls back after each change, on the thread that made it: be quick, and take the {@link #moment} elsewhere. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    private void change(UnaryOperator<State> change) {
        State before = state.getAndUpdate(change);
        if (before != state.get()) {
            watchers.forEach(Runnable::run);
        }
    }
}
