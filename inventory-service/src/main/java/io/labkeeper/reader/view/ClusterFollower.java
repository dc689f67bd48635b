package io.labkeeper.reader.view;

import io.labkeeper.feed.FeedMessage.Changed;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Keeps one cluster of the view up to date. At most one load is under way; what is heard meanwhile waits for its end. Versions
 * are taken from what was loaded, never from what was announced, and the view never goes back.
 */
final class ClusterFollower {
    private static final Logger LOG = Logger.getLogger(ClusterFollower.class);
    private static final int MOST_ROWS = 1_000;

    private final String clusterId;
    private final InventoryView view;
    private final ClusterSource source;

    /** The greatest revision that any signal has named. */
    private Revision seen = Revision.NONE;

    private List<Changed> heard = new ArrayList<>();
    private boolean loading;
    private boolean metricsLoading;

    ClusterFollower(String clusterId, InventoryView view, ClusterSource source) {
        this.clusterId = clusterId;
        this.view = view;
        this.source = source;
    }

    /** A message said that the cluster has changed. */
    void changed(Changed message) {
        synchronized (this) {
            see(message.version());
            heard.add(message);
        }
        catchUp();
    }

    /** A head was read from a store: catch up with it, or take over how the reading goes. */
    void head(ClusterHead head) {
        ClusterView held = view.cluster(clusterId);
        synchronized (this) {
            see(head.revision());
        }
        if (held == null || held.revision().isBefore(head.revision())) {
            catchUp();
            return;
        }
        if (held.revision().equals(head.revision())) {
            view.put(held.withHead(head));
            metricsUpTo(head.metricsSeq());
        }
    }

    /** There are metrics with this number. */
    void metricsUpTo(long seq) {
        ClusterView held = view.cluster(clusterId);
        synchronized (this) {
            if (held == null || held.metrics().seq() >= seq || metricsLoading) {
                return;
            }
            metricsLoading = true;
        }
        source.metrics(clusterId)
                .onTermination()
                .invoke(this::metricsDone)
                .subscribe()
                .with(
                        metrics -> {
                            ClusterView now = view.cluster(clusterId);
                            if (metrics != null && now != null) {
                                view.put(now.withMetrics(metrics));
                            }
                        },
                        failure -> LOG.debugf("cluster=%s metrics not read: %s", clusterId, failure.getMessage()));
    }

    private synchronized void metricsDone() {
        metricsLoading = false;
    }

    /** Loads what is missing, if anything is and no load is under way. */
    void catchUp() {
        List<Changed> messages;
        Revision target;
        ClusterView held = view.cluster(clusterId);
        synchronized (this) {
            boolean current = held != null && !held.revision().isBefore(seen);
            if (current) {
                heard = new ArrayList<>();
            }
            if (loading || current) {
                return;
            }
            loading = true;
            messages = heard;
            heard = new ArrayList<>();
            target = seen;
        }
        rowsOrAll(held, messages, target).subscribe().with(progress -> done(progress), failure -> {
            LOG.debugf("cluster=%s not loaded: %s", clusterId, failure.getMessage());
            done(false);
        });
    }

    /** After progress there may be more to do at once; without, the next head decides. */
    private void done(boolean progress) {
        synchronized (this) {
            loading = false;
        }
        if (progress) {
            catchUp();
        }
    }

    private Uni<Boolean> rowsOrAll(ClusterView held, List<Changed> messages, Revision target) {
        Set<Integer> rows = rowsBetween(held, messages);
        if (rows == null || !source.redisUsable()) {
            return all(target);
        }
        Revision last = messages.get(messages.size() - 1).version();
        return source.loadRows(clusterId, rows).onFailure().recoverWithNull().chain(loaded -> {
            // A head that has moved on belongs to rows that were not asked for.
            if (loaded == null || !loaded.head().revision().equals(last)) {
                return all(target);
            }
            view.put(held.withRows(loaded, rows));
            return Uni.createFrom().item(true);
        });
    }

    /** The rows that lead from the view to the last message; null if they cannot be told: load all. */
    private static Set<Integer> rowsBetween(ClusterView held, List<Changed> messages) {
        if (held == null || messages.isEmpty()) {
            return null;
        }
        Set<Integer> rows = new LinkedHashSet<>();
        Revision at = held.revision();
        for (Changed message : messages) {
            boolean next = message.generation() == at.generation() && message.previous() == at.number();
            if (!next || message.keys() == null) {
                return null;
            }
            rows.addAll(message.keys());
            at = message.version();
        }
        return rows.isEmpty() || rows.size() > MOST_ROWS ? null : rows;
    }

    private Uni<Boolean> all(Revision target) {
        return source.load(clusterId, target).map(loaded -> {
            ClusterView held = view.cluster(clusterId);
            if (loaded == null || (held != null && loaded.head().revision().isBefore(held.revision()))) {
                return false;
            }
            boolean progress =
                    held == null || held.revision().isBefore(loaded.head().revision());
            putWhole(loaded, held);
            return progress;
        });
    }

    private void putWhole(ClusterInventory loaded, ClusterView held) {
        view.put(ClusterView.of(loaded, held));
        if (held == null) {
            LOG.infof(
                    "cluster=%s revision=%s loaded with %d VMs",
                    clusterId, loaded.head().revision(), loaded.vms().size());
        }
    }

    private void see(Revision revision) {
        if (Objects.requireNonNull(revision).isAfter(seen)) {
            seen = revision;
        }
    }
}
