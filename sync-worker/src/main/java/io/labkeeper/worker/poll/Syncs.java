package io.labkeeper.worker.poll;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.store.StoreException;
import io.labkeeper.worker.reconcile.LeaseLostException;
import io.labkeeper.worker.reconcile.UnstorableException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * The syncs of one cluster, one list after the other: when it is time or somebody wants it, and later each time that it fails. What
 * follows a list, guest by guest, goes on beside the next one. Used from the loop's thread only.
 */
final class Syncs {
    private static final Logger LOG = Logger.getLogger(Syncs.class);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(2);

    private final Watched cluster;
    private final ClusterLoop.Parts parts;
    private final Schedule.Pace pace;
    private final Demand demand;
    private final Executor onLoop;
    private final SyncReport report;
    private Schedule schedule;
    private boolean syncing;
    private boolean stopped;

    Syncs(Watched cluster, ClusterLoop.Parts parts, Schedule.Pace pace, Demand demand, Executor onLoop) {
        this.cluster = cluster;
        this.parts = parts;
        this.pace = pace;
        this.demand = demand;
        this.onLoop = onLoop;
        this.report = new SyncReport(cluster, parts.metrics(), pace);
    }

    void enter() {
        stopped = false;
    }

    /** Nothing is begun any more, nor asked after what is being read now. */
    void leave() {
        stopped = true;
    }

    /** Whether a list is being read. */
    boolean busy() {
        return syncing;
    }

    /** The lease was taken, and this was the state. */
    void takenOver(ClusterInventory state) {
        parts.runner().forget();
        demand.forget();
        plan(Schedule.takeOver(state.head().sync(), cluster.clock().now(), pace));
    }

    /** Begins the next one if it is due. @param whenIdle is run when its list has ended */
    void beat(Runnable whenIdle) {
        if (schedule != null && !syncing && !stopped) {
            demand.due(schedule).ifPresent(mode -> sync(mode, whenIdle));
        }
    }

    private void sync(Mode mode, Runnable whenIdle) {
        syncing = true;
        SyncRunner.Start start = parts.runner().begin(mode);
        demand.begun(mode, start.at());
        parts.runner()
                .list(start)
                .emitOn(onLoop)
                .chain(outcome -> book(start, outcome))
                .emitOn(onLoop)
                .onTermination()
                .invoke(() -> syncing = false)
                .subscribe()
                .with(
                        outcome -> {
                            listed(start, outcome);
                            whenIdle.run();
                        },
                        failure -> {
                            failed(start, failure);
                            whenIdle.run();
                        });
    }

    /** What follows it is planned once it is booked: a full sync that is not asks no guest, and must not wait for a whole interval. */
    private Uni<ListSync.Outcome> book(SyncRunner.Start start, ListSync.Outcome outcome) {
        Schedule former = schedule;
        Schedule next = former.succeeded(start.mode(), start.at(), pace, dice());
        return parts.runner().book(start, outcome, next, pace).emitOn(onLoop).invoke(() -> booked(former, next));
    }

    /** Unless the lease was taken anew meanwhile, which has planned something else. */
    private void booked(Schedule former, Schedule next) {
        if (schedule == former) {
            plan(next);
        }
    }

    private void listed(SyncRunner.Start start, ListSync.Outcome outcome) {
        demand.succeeded();
        if (stopped) {
            return;
        }
        report.succeeded(start, outcome);
        parts.runner().doubted(outcome).forEach(vmid -> parts.watch().glance(vmid, null));
        parts.runner()
                .details(start, outcome)
                .ifNoItem()
                .after(parts.config().detailLimit())
                .fail()
                .subscribe()
                .with(done -> {}, failure -> report.notDone("details not complete", failure));
    }

    private void failed(SyncRunner.Start start, Throwable failure) {
        demand.failed();
        Instant now = cluster.clock().now();
        if (failure instanceof LeaseLostException) {
            parts.lease().lost().subscribe().with(done -> {}, never -> LOG.error("lease not dropped", never));
        } else if (failure instanceof StoreException && !(failure instanceof UnstorableException)) {
            LOG.warnf("cluster=%s not written: %s", cluster.id(), failure.getMessage());
            schedule = schedule.pausedUntil(now.plus(STORE_PAUSE));
        } else {
            Troubles troubles = Troubles.of(failure, failuresBefore());
            report.failed(start, troubles, failure);
            plan(schedule.failed(now, pace, troubles.refused(), dice()));
            report.book(troubles, schedule);
        }
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

    private static double dice() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
