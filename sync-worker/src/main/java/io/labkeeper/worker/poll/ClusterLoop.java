package io.labkeeper.worker.poll;

import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.store.StoreException;
import io.labkeeper.worker.reconcile.LeaseLostException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Looks after one cluster, on one event loop and beside the others: takes the lease, reads when it is time, grants wishes. Whatever it
 * asks ends within a limit, so that no cluster waits for another, nor for ever.
 */
final class ClusterLoop {
    private static final Logger LOG = Logger.getLogger(ClusterLoop.class);
    private static final long BEAT_MS = 100;
    private static final Duration LAST_WORD = Duration.ofSeconds(1);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(2);

    private final Watched cluster;
    private final Parts parts;
    private final Schedule.Pace pace;
    private final Vertx vertx;
    private final Context context;
    private final Executor onLoop;

    // Used on the loop's thread only.
    private final Waiting waiting;
    private Schedule schedule;
    private boolean leasing;
    private boolean syncing;
    private boolean repairing;
    private long repairAt = System.nanoTime();
    private long timer = -1;
    private boolean stopped;
    private Runnable whenIdle = () -> {};
    /** The code of the last failure, null if the last sync went well: each is logged once. */
    private String trouble;

    /** What the loop drives. */
    record Parts(LeaseKeeper lease, SyncRunner runner, VmWatch watch, PollConfig config, WorkerMetrics metrics) {}

    /** The parts need the loop to ask for a list, so they are made from it. */
    interface Assembly {
        Parts assemble(Runnable readList);
    }

    ClusterLoop(Watched cluster, Assembly assembly, Schedule.Pace pace, Vertx vertx, FeedPublisher feed) {
        this.cluster = cluster;
        this.parts = assembly.assemble(() -> wanted(Mode.QUICK, null));
        this.pace = pace;
        this.vertx = vertx;
        this.waiting = new Waiting(feed);
        // Not getOrCreateContext(), which gives all loops that are made on one thread the same event loop.
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.onLoop = command -> context.runOnContext(ignored -> command.run());
    }

    String clusterId() {
        return cluster.id();
    }

    /** Whether this process looks after the cluster at present. */
    boolean holds() {
        return parts.lease().valid();
    }

    void start() {
        onLoop.execute(() -> {
            stopped = false;
            vertx.cancelTimer(timer);
            timer = vertx.setPeriodic(BEAT_MS, ignored -> beat());
        });
    }

    /** Stops, lets what is under way end for a moment, and gives the lease back. */
    Uni<Void> stop() {
        return Uni.createFrom()
                .<Void>emitter(done -> onLoop.execute(() -> {
                    stopped = true;
                    vertx.cancelTimer(timer);
                    if (syncing) {
                        whenIdle = () -> done.complete(null);
                    } else {
                        done.complete(null);
                    }
                }))
                .ifNoItem()
                .after(LAST_WORD)
                .recoverWithItem((Void) null)
                .chain(() -> parts.lease().giveBack());
    }

    /** Stops as a process does that is killed: nothing is given back. */
    void die() {
        onLoop.execute(() -> {
            stopped = true;
            vertx.cancelTimer(timer);
        });
    }

    /**
     * Somebody wants the list to be read now.
     *
     * @param id told in {@link FeedMessage.Refreshed} when it is done; null for nobody
     */
    void wanted(Mode mode, String id) {
        onLoop.execute(() -> {
            if (schedule == null || !holds()) {
                return;
            }
            schedule = schedule.wanted(mode, cluster.clock().now());
            if (id != null) {
                waiting.add(List.of(id));
            }
        });
    }

    /** Somebody wants this VM to be looked at now. */
    void wantedVm(int vmid, String id) {
        onLoop.execute(() -> {
            if (!holds()) {
                return;
            }
            parts.watch()
                    .look(vmid, null)
                    .emitOn(onLoop)
                    .subscribe()
                    .with(
                            asked -> {
                                if (asked) {
                                    refreshed(List.of(id));
                                } else {
                                    wanted(Mode.QUICK, id);
                                }
                            },
                            failure -> LOG.debugf("cluster=%s vmid=%d: %s", cluster.id(), vmid, failure.getMessage()));
        });
    }

    /** An action on one of its VMs has ended; may be told more than once. */
    void ended(ActionEnd end) {
        onLoop.execute(() -> {
            if (holds()) {
                parts.watch().ended(end);
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
        if (!holds() || schedule == null) {
            return;
        }
        if (!syncing) {
            schedule.due(cluster.clock().now()).ifPresent(this::sync);
        }
        if (!repairing && System.nanoTime() - repairAt >= 0) {
            repair();
        }
    }

    private void leased(boolean taken) {
        leasing = false;
        parts.metrics().lease(cluster.id(), holds());
        ClusterInventory state = cluster.reconciler().state();
        if (taken && state != null) {
            parts.runner().forget();
            plan(Schedule.takeOver(state.head().sync(), cluster.clock().now(), pace));
        }
    }

    private void repair() {
        repairing = true;
        repairAt = System.nanoTime() + parts.config().wishes().toNanos();
        cluster.reconciler().repair().emitOn(onLoop).subscribe().with(done -> repairing = false, failure -> {
            repairing = false;
            LOG.debugf("cluster=%s not repaired: %s", cluster.id(), failure.getMessage());
        });
    }

    private void sync(Mode mode) {
        syncing = true;
        List<String> served = waiting.take();
        SyncRunner.Start start = parts.runner().begin(mode);
        parts.runner()
                .list(start)
                .ifNoItem()
                .after(parts.config().listLimit())
                .fail()
                .emitOn(onLoop)
                .chain(outcome -> {
                    Schedule next = schedule.succeeded(mode, start.at(), pace, dice());
                    plan(next);
                    return parts.runner().book(start, outcome, next, pace);
                })
                .emitOn(onLoop)
                .subscribe()
                .with(outcome -> listed(start, outcome, served), failure -> failed(start, failure, served));
    }

    private void listed(SyncRunner.Start start, ListSync.Outcome outcome, List<String> served) {
        syncing = false;
        whenIdle.run();
        if (stopped) {
            return;
        }
        if (trouble != null) {
            LOG.infof("cluster=%s reads again after: %s", cluster.id(), trouble);
            trouble = null;
        }
        parts.metrics().synced(cluster.id(), start.mode(), "ok", start.took());
        parts.metrics().vms(cluster.id(), outcome.after().size());
        refreshed(served);
        parts.runner()
                .details(start, outcome)
                .ifNoItem()
                .after(parts.config().detailLimit())
                .fail()
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.logf(
                                failure instanceof LeaseLostException ? Logger.Level.DEBUG : Logger.Level.WARN,
                                "cluster=%s details not complete: %s",
                                cluster.id(),
                                failure.getMessage()));
    }

    private void failed(SyncRunner.Start start, Throwable failure, List<String> served) {
        syncing = false;
        whenIdle.run();
        waiting.add(served);
        Instant now = cluster.clock().now();
        if (failure instanceof LeaseLostException) {
            parts.lease().lost().subscribe().with(done -> {}, never -> LOG.error("lease not dropped", never));
            return;
        }
        if (failure instanceof StoreException) {
            LOG.warnf("cluster=%s not written: %s", cluster.id(), failure.getMessage());
            schedule = schedule.pausedUntil(now.plus(STORE_PAUSE));
            return;
        }
        Troubles troubles = Troubles.of(failure, schedule.failures());
        parts.metrics().synced(cluster.id(), start.mode(), troubles.trouble().code(), start.took());
        if (!troubles.trouble().code().equals(trouble)) {
            LOG.warnf(
                    "cluster=%s %s failed: %s (%s)",
                    cluster.id(), start.mode().word(), troubles.trouble().code(), troubles.detail());
        }
        trouble = troubles.trouble().code();
        plan(schedule.failed(now, pace, troubles.refused(), dice()));
        book(troubles);
    }

    private void plan(Schedule next) {
        schedule = next;
        cluster.hold().until(next.heldUntil());
    }

    private void book(Troubles troubles) {
        ClusterInventory state = cluster.reconciler().state();
        if (state == null) {
            return;
        }
        SyncStatus sync = SyncBook.failed(SyncBook.paced(state.head().sync(), pace), schedule, troubles);
        cluster.reconciler()
                .describe(sync, null)
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.warnf("cluster=%s trouble not written: %s", cluster.id(), failure.getMessage()));
    }

    private void refreshed(List<String> ids) {
        ClusterInventory state = cluster.reconciler().state();
        if (state != null) {
            waiting.served(ids, state.head().revision().number());
        }
    }

    private static double dice() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
