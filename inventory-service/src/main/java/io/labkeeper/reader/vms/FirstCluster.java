package io.labkeeper.reader.vms;

import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.LiveRefresh.Outcome;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A system so new that no sync-worker has written down any cluster yet: nobody can be asked, but the first worker reads as soon as it
 * runs. Whoever reads a list before waits for that, within the limit of a live read; all wait at the same time, and once is enough, as
 * for a cluster that was never read.
 */
@ApplicationScoped
class FirstCluster {
    private final InventoryView view;
    private final ViewWaits waits;
    private final LiveConfig config;

    /** The one wait of all who wait now. */
    private final AtomicReference<Uni<Boolean>> wait = new AtomicReference<>();

    private volatile boolean awaited;

    FirstCluster(InventoryView view, ViewWaits waits, LiveConfig config) {
        this.view = view;
        this.waits = waits;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        view.watch(this::look);
    }

    /** Should they all be taken out again, whoever asks next waits anew. */
    private void look() {
        if (!view.moment().clusters().isEmpty()) {
            awaited = false;
        }
    }

    /** Whether no cluster is known, and nobody has waited for one in vain. */
    boolean missing(Moment moment) {
        return moment.clusters().isEmpty() && !awaited;
    }

    /** Waits until a cluster is known and all that are known have been read. Goes on on a worker thread, as a live read does. Never fails. */
    Uni<Outcome> read() {
        return wait.updateAndGet(held -> held == null ? begin() : held)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(read -> read ? Outcome.FRESH : Outcome.LATE);
    }

    private Uni<Boolean> begin() {
        return waits.until(this::anyAndAllRead)
                .ifNoItem()
                .after(config.limit())
                .recoverWithItem(false)
                .invoke(this::ended)
                .memoize()
                .indefinitely();
    }

    private void ended() {
        awaited = view.moment().clusters().isEmpty();
        wait.set(null);
    }

    private boolean anyAndAllRead() {
        Collection<ClusterView> clusters = view.moment().clusters().values();
        return !clusters.isEmpty() && clusters.stream().allMatch(LiveRefresh::shown);
    }
}
