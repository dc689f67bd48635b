package io.labkeeper.reader.view;

import io.labkeeper.feed.FeedMessage.Changed;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Keeps one cluster of the view up to date. At most one load is under way; what is heard meanwhile waits for its end. Versions
 * are taken from what was loaded, never from what was announced, and the view never goes back.
 */
final class ClusterFollower {
    private static final Logger LOG = Logger.getLogger(ClusterFollower.class);

    /** Above this a load of the whole cluster is cheaper. */
    private static final int MOST_ROWS = 1_000;

    /** In a burst the rows read may belong to a revision whose message is still on its way: so often they are read again. */
    private static final int ROW_TRIES = 3;

    /** More messages than these are not kept: the gap that they leave makes it load everything. */
    private static final int MOST_MESSAGES = 256;

    /** What one round of catching up starts from. */
    private record Round(ClusterView held, List<Changed> messages, Revision target) {}

    private final String clusterId;
    private final InventoryView view;
    private final ClusterLoads source;
    private final Runnable firstLoaded;
    private final LoadPauses pauses;

    /** The greatest revision that any signal has named, unless the truth has denied it since. */
    private Revision seen = Revision.NONE;
    /** Messages after the view's revision, in the order heard. */
    private List<Changed> heard = new ArrayList<>();

    private int rowTries;
    private boolean loading;
    private boolean metricsLoading;

    /**
     * @param firstLoaded called when the cluster has been put into the view for the first time
     */
    ClusterFollower(String clusterId, InventoryView view, ClusterLoads source, Runnable firstLoaded) {
        this(clusterId, view, source, firstLoaded, System::nanoTime);
    }

    ClusterFollower(
            String clusterId, InventoryView view, ClusterLoads source, Runnable firstLoaded, LongSupplier nanoTime) {
        this.pauses = new LoadPauses(nanoTime);
        this.clusterId = clusterId;
        this.view = view;
        this.source = source;
        this.firstLoaded = firstLoaded;
    }

    /** A message said that the cluster has changed. */
    void changed(Changed message) {
        synchronized (this) {
            see(message.version());
            if (heard.size() >= MOST_MESSAGES) {
                heard.clear();
            }
            heard.add(message);
        }
        catchUp();
    }

    /** A head was read from a store: catch up with it, or take over how the reading goes. */
    void head(ClusterHead head) {
        synchronized (this) {
            if (!head.revision().isBefore(seen)) {
                pauses.forget();
            }
            see(head.revision());
        }
        view.update(clusterId, held -> held.withHead(head));
        metricsUpTo(head.metricsSeq());
        catchUp();
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
        source.metrics(clusterId, seq)
                .onTermination()
                .invoke(this::metricsDone)
                .subscribe()
                .with(
                        metrics -> view.update(clusterId, now -> metrics == null ? now : now.withMetrics(metrics)),
                        failure -> LOG.debugf("cluster=%s metrics not read: %s", clusterId, failure.getMessage()));
    }

    private synchronized void metricsDone() {
        metricsLoading = false;
    }

    /** Loads what is missing, if anything is and no load is under way. */
    void catchUp() {
        Round round = begin();
        if (round != null) {
            Uni.createFrom()
                    .deferred(() -> rowsOrAll(round))
                    .subscribe()
                    .with(progress -> done(round, progress), failure -> {
                        LOG.debugf("cluster=%s not loaded: %s", clusterId, failure.getMessage());
                        done(round, false);
                    });
        }
    }

    private synchronized Round begin() {
        ClusterView held = view.cluster(clusterId);
        if (held != null) {
            heard.removeIf(message -> !message.version().isAfter(held.revision()));
        }
        if (loading || (held != null && !held.revision().isBefore(seen))) {
            return null;
        }
        loading = true;
        return new Round(held, List.copyOf(heard), seen);
    }

    /** After progress there may be more to do at once, or if something else was named meanwhile; else the next signal decides. */
    private void done(Round round, boolean progress) {
        boolean more;
        synchronized (this) {
            loading = false;
            more = progress || !seen.equals(round.target());
        }
        if (more) {
            catchUp();
        }
    }

    private Uni<Boolean> rowsOrAll(Round round) {
        Set<Integer> rows = rowsBetween(round);
        if (rows == null || rowTries >= ROW_TRIES) {
            return all(round.target());
        }
        Revision last = round.messages().get(round.messages().size() - 1).version();
        return source.loadRows(clusterId, rows).onFailure().recoverWithNull().chain(loaded -> {
            if (loaded == null) {
                return all(round.target());
            }
            return Uni.createFrom().item(takeRows(round, rows, last, loaded));
        });
    }

    /** Rows count only together with the head they were announced with: a later one belongs to rows that were not asked for. */
    private boolean takeRows(Round round, Set<Integer> rows, Revision last, ClusterInventory loaded) {
        if (loaded.head().revision().equals(last)) {
            rowTries = 0;
            view.put(round.held().withRows(loaded, rows));
        } else {
            rowTries++;
        }
        return true;
    }

    /** The rows that lead from the view to the last message; null if they cannot be told: load all. */
    private static Set<Integer> rowsBetween(Round round) {
        if (round.held() == null || round.messages().isEmpty()) {
            return null;
        }
        Set<Integer> rows = new LinkedHashSet<>();
        Revision at = round.held().revision();
        for (Changed message : round.messages()) {
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
        if (!pauses.over(target)) {
            return Uni.createFrom().item(false);
        }
        rowTries = 0;
        return source.load(clusterId, target).map(loaded -> loaded != null && take(target, loaded));
    }

    /** @return whether the view is further than before */
    private boolean take(Revision target, ClusterLoads.Loaded loaded) {
        ClusterInventory found = loaded.inventory();
        Revision revision = found.head().revision();
        ClusterView held = view.cluster(clusterId);
        if (loaded.newest()) {
            pauses.forget();
            unsee(target, revision);
        } else if (revision.isBefore(target)) {
            pauses.missed(target);
        }
        if (held != null && addsNothing(loaded, held)) {
            return false;
        }
        view.put(ClusterView.of(found, held));
        if (held == null) {
            LOG.infof(
                    "cluster=%s revision=%s loaded with %d VMs",
                    clusterId, revision, found.vms().size());
            firstLoaded.run();
        }
        return held == null || held.revision().isBefore(revision);
    }

    /** What is not the newest and not newer than what is held is what is held. */
    private static boolean addsNothing(ClusterLoads.Loaded loaded, ClusterView held) {
        Revision revision = loaded.inventory().head().revision();
        return revision.isBefore(held.revision()) || (!loaded.newest() && revision.equals(held.revision()));
    }

    /**
     * A load that ends below its target has asked both stores, and both have answered. So nobody needs to run after that target any longer:
     * it was never committed, or is a lie. If it is neither, the next head names it again.
     */
    private synchronized void unsee(Revision target, Revision loaded) {
        if (loaded.isBefore(target) && seen.equals(target)) {
            heard.removeIf(message -> message.version().equals(target));
            seen = loaded;
            heard.forEach(message -> see(message.version()));
        }
    }

    private void see(Revision revision) {
        if (revision.isAfter(seen)) {
            seen = revision;
        }
    }
}
