package io.labkeeper.worker.history;

import io.labkeeper.worker.history.SampleStore.Holder;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what VMs did: a sample per full sync, thinned out to one per hour, dropped in the end. All of it hangs on the full syncs of
 * whoever holds the lease, so that an hour is thinned out once, after its last sample; what an outage left undone is made up for by
 * the first full sync after it, before anything is dropped.
 */
@ApplicationScoped
public class History {
    private final SampleStore store;
    private final HistoryConfig config;
    /** The hour in which each cluster's history was last thinned out by this process; only saves asking again. */
    private final Map<String, Instant> thinnedOut = new ConcurrentHashMap<>();

    History(SampleStore store, HistoryConfig config) {
        this.store = store;
        this.config = config;
    }

    /**
     * Adds the samples of a full sync, and thins the history out if a new hour has begun. Not to be called again for a cluster
     * before it has ended.
     *
     * @param fence of the lease; without it nothing is written
     * @param at begin of the full sync, database time
     * @return fails with {@link io.labkeeper.store.StoreException}; the next one makes up for what was not done, but for the sample
     */
    public Uni<Void> keep(String clusterId, long fence, Instant at, List<Sample> samples) {
        Holder holder = new Holder(clusterId, fence);
        return store.add(holder, at, samples).chain(() -> thinOut(holder, at));
    }

    private Uni<Void> thinOut(Holder holder, Instant at) {
        Instant hour = at.truncatedTo(ChronoUnit.HOURS);
        if (hour.equals(thinnedOut.get(holder.clusterId()))) {
            return Uni.createFrom().voidItem();
        }
        return downSample(holder, at)
                .chain(() -> purge(holder, Resolution.RAW))
                .chain(() -> purge(holder, Resolution.HOUR))
                .invoke(() -> thinnedOut.put(holder.clusterId(), hour));
    }

    private Uni<Void> downSample(Holder holder, Instant at) {
        return store.downSample(holder, at)
                .chain(made -> made == 0 ? Uni.createFrom().voidItem() : downSample(holder, at));
    }

    private Uni<Void> purge(Holder holder, Resolution resolution) {
        return store.purge(holder, resolution)
                .chain(gone -> gone < config.purgeBatch() ? Uni.createFrom().voidItem() : purge(holder, resolution));
    }
}
