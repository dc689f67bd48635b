package io.labkeeper.worker.reconcile;

import io.labkeeper.cache.redis.PutResult;
import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/**
 * The way of one cluster from Postgres to Redis and to everybody. Never fails: what could not be published is made up for by
 * {@link #repair}, which is asked every second. While Redis is known to be away, changes do not wait for it.
 */
final class Publication {
    private static final Logger LOG = Logger.getLogger(Publication.class);

    private final RedisInventory redis;
    private final String clusterId;
    private volatile boolean behind = true;

    Publication(RedisInventory redis, String clusterId) {
        this.redis = redis;
        this.clusterId = clusterId;
    }

    /** Whether Redis may hold less than Postgres. */
    boolean behind() {
        return behind;
    }

    /** Everything is to be compared again, as after a change of the lease. */
    void doubt() {
        behind = true;
    }

    /**
     * A change set was committed.
     *
     * @param after the cluster with it
     */
    Uni<Void> changed(ClusterInventory before, ClusterInventory after, ChangeSet stamped) {
        if (!redis.configured() || behind) {
            return Uni.createFrom().voidItem();
        }
        return settle(redis.apply(
                        after.head(),
                        before.head().revision().number(),
                        stamped.upserts(),
                        stamped.removals(),
                        after.vms().size())
                .chain(result -> whole(result, after)));
    }

    /** Metrics or the description have moved; {@code metrics} may be null. */
    Uni<Void> described(ClusterInventory after, ClusterMetrics metrics) {
        if (!redis.configured() || behind) {
            return Uni.createFrom().voidItem();
        }
        return settle(redis.describe(after.head(), metrics).chain(result -> whole(result, after)));
    }

    /** Redis' head, null if there is none; fails if Redis does. */
    Uni<ClusterHead> head() {
        return redis.configured() ? redis.head(clusterId) : Uni.createFrom().nullItem();
    }

    /**
     * Compares Redis with what it should hold, and writes the whole cluster where it differs.
     *
     * @return {@link PutResult#OLD} if Redis holds a newer state than that
     */
    Uni<PutResult> repair(ClusterInventory wanted) {
        if (!redis.configured()) {
            return Uni.createFrom().item(PutResult.APPLIED);
        }
        return attempt(head().chain(head -> {
            boolean equal = head != null
                    && head.revision().equals(wanted.head().revision())
                    && head.fence() == wanted.head().fence()
                    && head.metricsSeq() == wanted.head().metricsSeq();
            if (equal) {
                return Uni.createFrom().item(PutResult.APPLIED);
            }
            LOG.infof(
                    "cluster=%s Redis is at %s: writing all of %s",
                    clusterId,
                    head == null ? "nothing" : head.revision(),
                    wanted.head().revision());
            return redis.replace(wanted);
        }));
    }

    private Uni<PutResult> whole(PutResult result, ClusterInventory after) {
        return result == PutResult.GAP ? redis.replace(after) : Uni.createFrom().item(result);
    }

    private Uni<Void> settle(Uni<PutResult> call) {
        return attempt(call).replaceWithVoid();
    }

    /** The item is null if Redis is away. */
    private Uni<PutResult> attempt(Uni<PutResult> call) {
        return call.invoke(result -> {
                    boolean before = behind;
                    behind = result != PutResult.APPLIED;
                    if (behind && !before) {
                        LOG.warnf("cluster=%s Redis did not take our state: %s", clusterId, result);
                    }
                })
                .onFailure()
                .invoke(failure -> {
                    if (!behind) {
                        LOG.warnf(
                                "cluster=%s Redis is away (%s): going on without it", clusterId, failure.getMessage());
                    }
                    behind = true;
                })
                .onFailure()
                .recoverWithNull();
    }
}
