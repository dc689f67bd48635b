package io.labkeeper.worker.reconcile;

import io.labkeeper.cache.redis.PutResult;
import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.InventoryJson;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/**
 * The way of one cluster from Postgres to Redis and to everybody. Never fails: what could not be published is made up for by
 * {@link #repair}, which is asked every second. While Redis is known to be away, changes do not wait for it.
 */
final class Publication {
    private static final Logger LOG = Logger.getLogger(Publication.class);

    private static final int MOST_MISSES = 3;

    private final RedisInventory redis;
    private final String clusterId;
    private volatile boolean behind = true;
    private volatile int misses;

    Publication(RedisInventory redis, String clusterId) {
        this.redis = redis;
        this.clusterId = clusterId;
    }

    /** Everything is to be compared again, as after a change of the lease. */
    void doubt() {
        behind = true;
    }

    /**
     * Tells readers of a revision that Redis does not hold, so that they look for it in Postgres. Nobody waits for that, and nobody needs
     * it: readers compare with Postgres now and then.
     */
    private void announce(ClusterInventory after) {
        if (redis.configured()) {
            redis.announce(after.head())
                    .subscribe()
                    .with(
                            told -> {},
                            failure -> LOG.debugf(
                                    "cluster=%s revision=%s not told: %s",
                                    clusterId, after.head().revision(), failure.getMessage()));
        }
    }

    /** Whether there is a Redis, and it has taken the last that was written; else {@link Reconciler#repair} has to write all of it. */
    boolean worthTrying() {
        return redis.configured() && !behind;
    }

    /**
     * A change set was committed.
     *
     * @param after the cluster with it
     */
    Uni<Void> changed(ClusterInventory before, ClusterInventory after, ChangeSet stamped) {
        if (!worthTrying()) {
            announce(after);
            return Uni.createFrom().voidItem();
        }
        return settle(redis.apply(
                                after.head(),
                                before.head().revision().number(),
                                stamped.upserts(),
                                stamped.removals(),
                                after.vms().size())
                        .chain(result -> whole(result, after)))
                .invoke(() -> {
                    if (behind) {
                        announce(after);
                    }
                });
    }

    /** Metrics or the description have moved; {@code metrics} may be null. */
    Uni<Void> described(ClusterInventory after, ClusterMetrics metrics) {
        if (!worthTrying()) {
            return Uni.createFrom().voidItem();
        }
        return settle(redis.describe(after.head(), metrics).chain(result -> whole(result, after)));
    }

    /** Redis' head, null if there is none; fails if Redis does. Waited for longer than by readers: much depends on it. */
    Uni<ClusterHead> headToCompare() {
        return redis.configured()
                ? redis.headToCompare(clusterId)
                : Uni.createFrom().nullItem();
    }

    private Uni<ClusterHead> head() {
        return redis.head(clusterId);
    }

    /** Whether Redis holds something else than it should; false while it does not tell. Never fails. */
    Uni<Boolean> differs(ClusterInventory wanted) {
        if (!redis.configured()) {
            return Uni.createFrom().item(false);
        }
        return head().onItemOrFailure().transform((head, failure) -> {
            if (failure != null && failure.getCause() instanceof InventoryJson.UnreadableValue) {
                return true;
            }
            if (failure != null) {
                missed(failure);
                return false;
            }
            misses = 0;
            boolean equal = equal(head, wanted.head());
            behind = behind && !equal;
            return !equal;
        });
    }

    /**
     * Writes the whole cluster, whatever Redis holds of it. Never fails.
     *
     * @return {@link PutResult#OLD} if Redis holds a newer state than that; null if Redis is away
     */
    Uni<PutResult> replace(ClusterInventory wanted) {
        LOG.infof(
                "cluster=%s Redis holds another state: writing all of %s",
                clusterId, wanted.head().revision());
        return redis.replace(wanted)
                .invoke(this::took)
                .onFailure()
                .invoke(this::away)
                .onFailure()
                .recoverWithNull();
    }

    private static boolean equal(ClusterHead head, ClusterHead wanted) {
        return head != null
                && head.revision().equals(wanted.revision())
                && head.fence() == wanted.fence()
                && head.metricsSeq() == wanted.metricsSeq();
    }

    /** The head is asked for with a short limit: one late answer is no outage. */
    private void missed(Throwable failure) {
        misses++;
        if (misses >= MOST_MISSES) {
            away(failure);
        }
    }

    private Uni<PutResult> whole(PutResult result, ClusterInventory after) {
        return result == PutResult.GAP ? redis.replace(after) : Uni.createFrom().item(result);
    }

    private Uni<Void> settle(Uni<PutResult> call) {
        return call.invoke(this::took)
                .onFailure()
                .invoke(this::away)
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }

    private void took(PutResult result) {
        boolean before = behind;
        behind = result != PutResult.APPLIED;
        if (behind && !before) {
            LOG.warnf("cluster=%s Redis did not take our state: %s", clusterId, result);
        }
    }

    private void away(Throwable failure) {
        if (!behind) {
            LOG.warnf("cluster=%s Redis is away (%s): going on without it", clusterId, failure.getMessage());
        }
        behind = true;
    }
}
