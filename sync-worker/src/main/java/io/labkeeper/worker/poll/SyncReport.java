package io.labkeeper.worker.poll;

import io.labkeeper.worker.reconcile.LeaseLostException;
import org.jboss.logging.Logger;

/** Tells how a cluster's syncs go: the log, once per trouble; the metrics; and everybody, in the inventory. Loop's thread only. */
final class SyncReport {
    private static final Logger LOG = Logger.getLogger(SyncReport.class);

    private final Watched cluster;
    private final WorkerMetrics metrics;
    private final Schedule.Pace pace;
    /** The code of the last failure, null if the last sync went well. */
    private String trouble;

    SyncReport(Watched cluster, WorkerMetrics metrics, Schedule.Pace pace) {
        this.cluster = cluster;
        this.metrics = metrics;
        this.pace = pace;
    }

    /** The list was read and booked. */
    void succeeded(SyncRunner.Start start, ListSync.Outcome outcome) {
        if (trouble != null) {
            LOG.infof("cluster=%s reads again after: %s", cluster.id(), trouble);
            trouble = null;
        }
        metrics.synced(cluster.id(), start.mode(), "ok", start.took());
        metrics.vms(cluster.id(), outcome.after().size());
    }

    /** It could not be read. */
    void failed(SyncRunner.Start start, Troubles troubles, Throwable failure) {
        String code = troubles.trouble().code();
        metrics.synced(cluster.id(), start.mode(), code, start.took());
        if (troubles.ours()) {
            LOG.errorf(
                    failure,
                    "cluster=%s %s failed on our side",
                    cluster.id(),
                    start.mode().word());
        } else if (!code.equals(trouble)) {
            LOG.warnf(
                    "cluster=%s %s failed: %s (%s)", cluster.id(), start.mode().word(), code, troubles.detail());
        }
        trouble = code;
    }

    /** Writes it down for all to see. */
    void book(Troubles troubles, Schedule next) {
        cluster.reconciler()
                .describe(before -> SyncBook.failed(SyncBook.paced(before, pace), next, troubles), null)
                .subscribe()
                .with(done -> {}, failure -> notDone("trouble not written", failure));
    }

    /** Something that belongs to a sync was not done; a lease that is lost is told elsewhere. */
    void notDone(String what, Throwable failure) {
        LOG.logf(
                failure instanceof LeaseLostException ? Logger.Level.DEBUG : Logger.Level.WARN,
                "cluster=%s %s: %s",
                cluster.id(),
                what,
                failure.getMessage());
    }
}
