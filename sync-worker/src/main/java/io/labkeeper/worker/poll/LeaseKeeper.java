package io.labkeeper.worker.poll;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.worker.poll.Leases.Lease;
import io.labkeeper.worker.reconcile.LeaseLostException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes a cluster's lease whenever it is free, renews it while it is ours, and gives it back in the end. Used from the loop's
 * own thread only; time that has passed is measured by this process' monotonic clock, validity by the database's.
 */
final class LeaseKeeper {
    private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Watched cluster;
    private final Leases leases;
    private final PollConfig config;
    private final String owner;
    private final Sharing sharing;
    private final Tenure tenure = new Tenure();
    private volatile long dueAt = System.nanoTime();
    private volatile boolean complained;

    LeaseKeeper(Watched cluster, Leases leases, PollConfig config, String owner, Sharing sharing) {
        this.cluster = cluster;
        this.leases = leases;
        this.config = config;
        this.owner = owner;
        this.sharing = sharing;
    }

    /** Whether the lease is ours, and has been renewed in time as far as we know. */
    boolean valid() {
        return tenure.valid(System.nanoTime(), config.leaseDuration().toNanos());
    }

    boolean due() {
        return System.nanoTime() - dueAt >= 0;
    }

    /**
     * Takes or renews, whichever it is time for.
     *
     * @return true if the lease has just been taken; never fails
     */
    Uni<Boolean> turn() {
        long began = System.nanoTime();
        dueAt = began + config.leaseTry().toNanos();
        return (tenure.held() ? renew(began) : take(began))
                .invoke(taken -> complained = false)
                .onFailure(LeaseLostException.class)
                .recoverWithUni(() -> lost().replaceWith(false))
                // Tried again soon: nothing is wrong, and nothing is in doubt.
                .onFailure(Leases.Busy.class)
                .recoverWithItem(false)
                .onFailure()
                .invoke(this::failed)
                .onFailure()
                .recoverWithItem(false);
    }

    /** Leaves the lease to others for a while. */
    void rest(Duration pause) {
        dueAt = System.nanoTime() + pause.toNanos();
    }

    /** Somebody else has it, or our state is not to be trusted: begin anew. */
    Uni<Void> lost() {
        if (tenure.lost()) {
            LOG.warnf("cluster=%s lease lost", cluster.id());
        }
        return cluster.reconciler().drop();
    }

    /** Gives it back, so that another worker can go on at once; also one whose state is still being loaded. */
    Uni<Void> giveBack() {
        Tenure.Last last = tenure.depart();
        if (last.fence() == Tenure.NONE) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> given = leases.giveBack(cluster.id(), fence(last))
                .invoke(() -> LOG.infof("cluster=%s lease given back", cluster.id()));
        // To drop it waits its turn; what is still being loaded is dropped by whoever loads it.
        return last.held() ? given.chain(() -> cluster.reconciler().drop()) : given;
    }

    /** The row's own: where Redis had seen a later one, the fence was raised since the lease was taken, perhaps long after. */
    private long fence(Tenure.Last last) {
        ClusterInventory state = cluster.reconciler().state();
        return last.held() && state != null ? state.head().fence() : last.fence();
    }

    private Uni<Boolean> take(long began) {
        Duration patience = sharing.begin();
        long since = tenure.departures();
        return leases.take(cluster.id(), cluster.settings().name(), owner, config.leaseDuration(), patience)
                .chain(lease -> lease.isEmpty()
                        ? Uni.createFrom().item(false)
                        : taken(lease.get().fence(), since, began))
                .onTermination()
                .invoke(sharing::end);
    }

    private Uni<Boolean> taken(long taken, long since, long began) {
        if (!tenure.taken(taken, since)) {
            return leases.giveBack(cluster.id(), taken).replaceWith(false);
        }
        return cluster.reconciler()
                .take(taken)
                .chain(state ->
                        ours(began, since) ? begun(state) : tooLate(state.head().fence()));
    }

    private Uni<Boolean> begun(ClusterInventory state) {
        LOG.infof(
                "cluster=%s lease taken, fence=%d revision=%s vms=%d",
                cluster.id(),
                state.head().fence(),
                state.head().revision(),
                state.vms().size());
        return Uni.createFrom().item(true);
    }

    /** It was given back while its state was loaded, which may last 10 s; once more does no harm if that has failed. */
    private Uni<Boolean> tooLate(long fence) {
        return cluster.reconciler()
                .drop()
                .chain(() -> leases.giveBack(cluster.id(), fence))
                .replaceWith(false);
    }

    private Uni<Boolean> renew(long began) {
        long since = tenure.departures();
        ClusterInventory state = cluster.reconciler().state();
        long fence = state == null ? Tenure.NONE : state.head().fence();
        Revision known = state == null ? Revision.NONE : state.head().revision();
        Asked asked = new Asked(began, since, !valid(), known);
        return leases.renew(cluster.id(), fence, config.leaseDuration())
                .chain(lease -> renewed(lease, asked))
                .replaceWith(false);
    }

    /**
     * What was when the renewal was asked for.
     *
     * @param at by the monotonic clock, in ns
     * @param since the departures
     * @param lapsed whether the lease had run out, as far as we know
     * @param known what was committed
     */
    private record Asked(long at, long since, boolean lapsed, Revision known) {}

    private Uni<Void> renewed(Optional<Lease> lease, Asked asked) {
        if (asked.since() != tenure.departures()) {
            return Uni.createFrom().voidItem();
        }
        if (lease.isEmpty()) {
            return lost();
        }
        boolean turnedBack = asked.known().isAfter(lease.get().revision());
        if (asked.lapsed() || turnedBack) {
            cluster.reconciler().doubt();
        }
        if (ours(asked.at(), asked.since())) {
            if (turnedBack) {
                compare();
            }
            tell(lease.get());
        }
        return Uni.createFrom().voidItem();
    }

    /**
     * Postgres is back at an earlier state, with the same fence. Not only before the next change: that may be long in coming, and readers
     * believe meanwhile what is lost. It waits for its turn, as {@link #tell} does.
     */
    private void compare() {
        cluster.reconciler()
                .compare()
                .subscribe()
                .with(
                        compared -> {},
                        failure -> LOG.debugf("cluster=%s not compared: %s", cluster.id(), failure.getMessage()));
    }

    /** Readers see it in Redis. It waits for its turn behind changes, and renewing must not wait for it. */
    private void tell(Lease lease) {
        cluster.reconciler()
                .renewed(owner, lease.until())
                .subscribe()
                .with(
                        told -> {},
                        failure -> LOG.debugf("cluster=%s renewal not told: %s", cluster.id(), failure.getMessage()));
    }

    /** @return false if it was given back since then */
    private boolean ours(long began, long since) {
        boolean still = tenure.confirmed(began, since);
        if (still) {
            dueAt = began + config.leaseRenewal().toNanos();
        }
        return still;
    }

    private void failed(Throwable failure) {
        dueAt = System.nanoTime() + RETRY.toNanos();
        cluster.reconciler().doubt();
        if (!complained) {
            LOG.warnf("cluster=%s lease: %s", cluster.id(), failure.getMessage());
        }
        complained = true;
    }
}
