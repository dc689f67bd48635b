package io.labkeeper.worker.poll;

import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.store.StoreException;
import io.labkeeper.worker.reconcile.LeaseLostException;
import io.labkeeper.worker.reconcile.UnstorableException;
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
    private static final Duration LAST_WORD = Duration.ofMillis(500);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(2);

    private final Watched cluster;
    private final Parts parts;
    private final Schedule.Pace pace;
    private final Vertx vertx;
    private final Context context;
    private final Executor onLoop;
    private final Answers answers;

    // Used on the loop's thread only.
    private final Waiting waiting = new Waiting();
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
        this.parts = assembly.assemble(() -> needed(List.of()));
        this.pace = pace;
        this.vertx = vertx;
        this.answers = new Answers(feed);
        // Not getOrCreateContext(), which gives all loops that are made on one thread the same event loop.
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.onLoop = command -> context.runOnContext(ignored -> command.run());
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
            parts.lease().enter();
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
                    whenIdle = () -> {
                        if (!syncing && !leasing) {
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
        onLoop.execute(() -> {
            stopped = true;
            vertx.cancelTimer(timer);
        });
    }

    /**
     * Somebody wants the list to be read now. One read less than 10 s ago will do, and so will one that is being read.
     *
     * @param id told in {@link FeedMessage.Refreshed} when it is done
     */
    void wanted(Mode mode, String id) {
        onLoop.execute(() -> {
            if (schedule == null || !holds()) {
                return;
            }
            Instant now = cluster.clock().now();
            if (waiting.met(mode, now)) {
                refreshed(List.of(id));
            } else if (!waiting.joins(mode, id, now)) {
                schedule = schedule.wanted(mode, waiting.soonest(mode, now));
                waiting.add(List.of(id));
            }
        });
    }

    /** The list is to be read again, for where a VM was is not where it is: as soon as may be. */
    private void needed(List<String> ids) {
        onLoop.execute(() -> {
            if (schedule != null && holds()) {
                schedule = schedule.wanted(
                        Mode.QUICK, waiting.soonest(Mode.QUICK, cluster.clock().now()));
                waiting.add(ids);
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
                    .wanted(vmid)
                    .emitOn(onLoop)
                    .subscribe()
                    .with(
                            sight -> looked(sight, id),
                            failure -> LOG.debugf("cluster=%s vmid=%d: %s", cluster.id(), vmid, failure.getMessage()));
        });
    }

    private void looked(VmWatch.Sight sight, String id) {
        switch (sight) {
            case SEEN -> refreshed(List.of(id));
            case AWAY -> wanted(Mode.QUICK, id);
            case MISSED -> needed(List.of(id));
        }
    }

    /** An action on one of its VMs has ended; may be told more than once. */
    void ended(ActionEnd end) {
        onLoop.execute(() -> {
            if (holds()) {
                parts.watch().ended(end.notAfter(cluster.clock().now()));
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
            waiting.forget();
            plan(Schedule.takeOver(state.head().sync(), cluster.clock().now(), pace));
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

    private void sync(Mode mode) {
        syncing = true;
        SyncRunner.Start start = parts.runner().begin(mode);
        waiting.begun(mode, start.at());
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
                .with(outcome -> listed(start, outcome), failure -> failed(start, failure));
    }

    private void listed(SyncRunner.Start start, ListSync.Outcome outcome) {
        syncing = false;
        List<String> served = waiting.succeeded();
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
        parts.runner().doubted(outcome).forEach(vmid -> parts.watch().glance(vmid, null));
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

    private void failed(SyncRunner.Start start, Throwable failure) {
        syncing = false;
        waiting.failed();
        whenIdle.run();
        Instant now = cluster.clock().now();
        if (failure instanceof LeaseLostException) {
            parts.lease().lost().subscribe().with(done -> {}, never -> LOG.error("lease not dropped", never));
            return;
        }
        if (failure instanceof StoreException && !(failure instanceof UnstorableException)) {
            LOG.warnf("cluster=%s not written: %s", cluster.id(), failure.getMessage());
            schedule = schedule.pausedUntil(now.plus(STORE_PAUSE));
            return;
        }
        Troubles troubles = Troubles.of(failure, failuresBefore());
        parts.metrics().synced(cluster.id(), start.mode(), troubles.trouble().code(), start.took());
        if (troubles.ours()) {
            LOG.errorf(
                    failure,
                    "cluster=%s %s failed on our side",
                    cluster.id(),
                    start.mode().word());
        } else if (!troubles.trouble().code().equals(trouble)) {
            LOG.warnf(
                    "cluster=%s %s failed: %s (%s)",
                    cluster.id(), start.mode().word(), troubles.trouble().code(), troubles.detail());
        }
        trouble = troubles.trouble().code();
        plan(schedule.failed(now, pace, troubles.refused(), dice()));
        book(troubles);
    }

    /** In a row: those of an earlier holder of the lease count, or its successor's first failure would clear the doubt. */
    private int failuresBefore() {
        ClusterInventory state = cluster.reconciler().state();
        return Math.max(
                schedule.failures(), state == null ? 0 : state.head().sync().consecutiveErrors());
    }

    private void plan(Schedule next) {
        schedule = next;
        cluster.hold().until(next.heldUntil());
    }

    private void book(Troubles troubles) {
        Schedule next = schedule;
        cluster.reconciler()
                .describe(before -> SyncBook.failed(SyncBook.paced(before, pace), next, troubles), null)
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.logf(
                                failure instanceof LeaseLostException ? Logger.Level.DEBUG : Logger.Level.WARN,
                                "cluster=%s trouble not written: %s",
                                cluster.id(),
                                failure.getMessage()));
    }

    private void refreshed(List<String> ids) {
        ClusterInventory state = cluster.reconciler().state();
        if (state != null) {
            answers.tell(ids, state.head().revision().number());
        }
    }

    private static double dice() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
