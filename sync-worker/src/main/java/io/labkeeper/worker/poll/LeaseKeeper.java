package io.labkeeper.worker.poll;

import io.labkeeper.inventory.ClusterInventory;
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
    private volatile boolean held;
    private volatile long validFrom;
    private volatile long dueAt = System.nanoTime();
    private volatile boolean complained;
    /** It is being given back, or was: what is still under way must not take it again. */
    private volatile boolean leaving;

    LeaseKeeper(Watched cluster, Leases leases, PollConfig config, String owner, Sharing sharing) {
        this.cluster = cluster;
        this.leases = leases;
        this.config = config;
        this.owner = owner;
        this.sharing = sharing;
    }

    /** Whether the lease is ours, and has been renewed in time as far as we know. */
    boolean valid() {
        return held && System.nanoTime() - validFrom < config.leaseDuration().toNanos();
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
        return (held ? renew(began) : take(began))
                .invoke(taken -> complained = false)
                .onFailure(LeaseLostException.class)
                .recoverWithUni(() -> lost().replaceWith(false))
                .onFailure()
                .invoke(this::failed)
                .onFailure()
                .recoverWithItem(false);
    }

    /** The loop begins, or goes on after the lease was given back. */
    void enter() {
        leaving = false;
    }

    /** Leaves the lease to others for a while. */
    void rest(Duration pause) {
        dueAt = System.nanoTime() + pause.toNanos();
    }

    /** Somebody else has it, or our state is not to be trusted: begin anew. */
    Uni<Void> lost() {
        if (held) {
            LOG.warnf("cluster=%s lease lost", cluster.id());
        }
        held = false;
        return cluster.reconciler().drop();
    }

    /** Gives it back, so that another worker can go on at once. */
    Uni<Void> giveBack() {
        leaving = true;
        ClusterInventory state = cluster.reconciler().state();
        if (!held || state == null) {
            return Uni.createFrom().voidItem();
        }
        held = false;
        return leases.giveBack(cluster.id(), state.head().fence())
                .invoke(() -> LOG.infof("cluster=%s lease given back", cluster.id()))
                .chain(() -> cluster.reconciler().drop());
    }

    private Uni<Boolean> take(long began) {
        Duration patience = sharing.begin();
        return leases.take(cluster.id(), cluster.settings().name(), owner, config.leaseDuration(), patience)
                .chain(lease -> lease.isEmpty() || leaving
                        ? leaveAlone(lease)
                        : cluster.reconciler().take(lease.get().fence()).map(state -> {
                            LOG.infof(
                                    "cluster=%s lease taken, fence=%d revision=%s vms=%d",
                                    cluster.id(),
                                    state.head().fence(),
                                    state.head().revision(),
                                    state.vms().size());
                            ours(began);
                            return true;
                        }))
                .onTermination()
                .invoke(sharing::end);
    }

    private Uni<Boolean> leaveAlone(Optional<Leases.Lease> late) {
        return late.isEmpty()
                ? Uni.createFrom().item(false)
                : leases.giveBack(cluster.id(), late.get().fence()).replaceWith(false);
    }

    private Uni<Boolean> renew(long began) {
        ClusterInventory state = cluster.reconciler().state();
        long fence = state == null ? -1 : state.head().fence();
        boolean lapsed = !valid();
        return leases.renew(cluster.id(), fence, config.leaseDuration())
                .chain(lease -> renewed(lease, lapsed, began))
                .replaceWith(false);
    }

    private Uni<Void> renewed(Optional<Lease> lease, boolean lapsed, long began) {
        if (lease.isEmpty()) {
            return lost();
        }
        if (leaving) {
            return Uni.createFrom().voidItem();
        }
        if (lapsed) {
            cluster.reconciler().doubt();
        }
        ours(began);
        tell(lease.get());
        return Uni.createFrom().voidItem();
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

    private void ours(long began) {
        held = true;
        validFrom = began;
        dueAt = began + config.leaseRenewal().toNanos();
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
