package io.labkeeper.worker.poll;

import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Looks after one cluster, on one event loop and beside the others: takes the lease, reads when it is time, grants wishes. Whatever it
 * asks ends within a limit, so that no cluster waits for another, nor for ever.
 */
final class ClusterLoop {
    private static final Logger LOG = Logger.getLogger(ClusterLoop.class);
    private static final long BEAT_MS = 100;
    private static final Duration LAST_WORD = Duration.ofMillis(500);

    private final Watched cluster;
    private final Parts parts;
    private final Vertx vertx;
    private final Executor onLoop;

    private final TakenWishes taken = new TakenWishes();

    // Used on the loop's thread only.
    private final Demand demand;
    private final Syncs syncs;
    private boolean leasing;
    private boolean repairing;
    private long repairAt = System.nanoTime();
    private long timer = -1;
    private boolean stopped;
    private Runnable whenIdle = () -> {};

    /** What the loop drives. */
    record Parts(LeaseKeeper lease, SyncRunner runner, VmWatch watch, PollConfig config, WorkerMetrics metrics) {}

    /** The parts need the loop to ask for a list, so they are made from it. */
    interface Assembly {
        Parts assemble(Runnable readList);
    }

    ClusterLoop(Watched cluster, Assembly assembly, Schedule.Pace pace, Vertx vertx, FeedPublisher feed) {
        this.cluster = cluster;
        this.vertx = vertx;
        // Not getOrCreateContext(), which gives all loops that are made on one thread the same event loop.
        Context context = ((VertxInternal) vertx).createEventLoopContext();
        this.onLoop = command -> context.runOnContext(ignored -> command.run());
        this.demand = new Demand(cluster, feed, taken);
        this.parts = assembly.assemble(() -> ifHeld(() -> demand.needed(List.of())));
        this.syncs = new Syncs(cluster, parts, pace, demand, onLoop);
    }

    String clusterId() {
        return cluster.id();
    }

    /** The entry of the clusters file by which it goes. */
    ProxmoxCluster settings() {
        return cluster.settings();
    }

    /** Whether this process looks after the cluster at present. */
    boolean holds() {
        return parts.lease().valid();
    }

    void start() {
        onLoop.execute(() -> {
            stopped = false;
            syncs.enter();
            vertx.cancelTimer(timer);
            timer = vertx.setPeriodic(BEAT_MS, ignored -> beat());
        });
    }

    /** Stops, lets what is under way end for a moment, and gives the lease back. */
    Uni<Void> stop() {
        return Uni.createFrom()
                .<Void>emitter(done -> onLoop.execute(() -> {
                    halt();
                    whenIdle = () -> {
                        if (!syncs.busy() && !leasing) {
                            done.complete(null);
                        }
                    };
                    whenIdle.run();
                }))
                .ifNoItem()
                .after(LAST_WORD)
                .recoverWithItem((Void) null)
                .chain(() -> parts.lease().giveBack())
                .invoke(() -> parts.metrics().lease(cluster.id(), false));
    }

    /** Goes on after {@link #stop}, and leaves the lease to others for a while. */
    void resume(Duration pause) {
        parts.lease().rest(pause);
        start();
    }

    /** Stops as a process does that is killed: nothing is given back. */
    void die() {
        onLoop.execute(this::halt);
    }

    private void halt() {
        stopped = true;
        syncs.leave();
        vertx.cancelTimer(timer);
    }

    /** Somebody wants the list to be read now, see {@link Demand#wanted}. */
    void wanted(Mode mode, String id) {
        wish(id, () -> demand.wanted(mode, id));
    }

    /**
     * Somebody wants this VM to be looked at now: asked at most every 2 s, see {@link SharedLooks}.
     *
     * @param id told in {@link FeedMessage.Refreshed} when it is done
     */
    void wantedVm(int vmid, String id) {
        wish(id, () -> parts.watch()
                .wanted(vmid)
                .emitOn(onLoop)
                .subscribe()
                .with(sight -> looked(sight, id), failure -> notLooked(vmid, id, failure)));
    }

    private void notLooked(int vmid, String id, Throwable failure) {
        LOG.debugf("cluster=%s vmid=%d: %s", cluster.id(), vmid, failure.getMessage());
        taken.giveUp(id);
    }

    /** Whether this wish came here and was met. */
    boolean hasMet(String id) {
        return taken.wasMet(id);
    }

    /** It may be brought here many times, and is taken once; by whoever holds the cluster. */
    private void wish(String id, Runnable what) {
        ifHeld(() -> {
            if (taken.take(id)) {
                what.run();
            }
        });
    }

    private void looked(VmWatch.Sight sight, String id) {
        switch (sight) {
            case SEEN -> demand.tell(List.of(id));
            case AWAY -> demand.wanted(Mode.QUICK, id);
            case MISSED -> demand.needed(List.of(id));
        }
    }

    /** An action on one of its VMs has ended; may be told more than once. */
    void ended(ActionEnd end) {
        ifHeld(() -> parts.watch().ended(end.notAfter(cluster.clock().now())));
    }

    /** Wishes go to whoever holds the lease; those that come before its first list wait for that. */
    private void ifHeld(Runnable what) {
        onLoop.execute(() -> {
            if (holds()) {
                what.run();
            }
        });
    }

    private void beat() {
        if (stopped) {
            return;
        }
        if (!leasing && parts.lease().due()) {
            leasing = true;
            parts.lease().turn().emitOn(onLoop).subscribe().with(this::leased);
        }
        if (!holds()) {
            return;
        }
        syncs.beat(() -> whenIdle.run());
        if (!repairing && System.nanoTime() - repairAt >= 0) {
            repair();
        }
    }

    private void leased(boolean taken) {
        leasing = false;
        parts.metrics().lease(cluster.id(), holds());
        ClusterInventory state = cluster.reconciler().state();
        if (taken && state != null) {
            syncs.takenOver(state);
        }
        whenIdle.run();
    }

    private void repair() {
        repairing = true;
        repairAt = System.nanoTime() + parts.config().wishes().toNanos();
        cluster.reconciler().repair().emitOn(onLoop).subscribe().with(done -> repairing = false, failure -> {
            repairing = false;
            LOG.debugf("cluster=%s not repaired: %s", cluster.id(), failure.getMessage());
        });
    }
}
