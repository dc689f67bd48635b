package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestStatus;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.worker.observe.Translation;
import io.labkeeper.worker.reconcile.ChangeSet;
import io.labkeeper.worker.reconcile.Diff;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/**
 * Looks at single VMs, past the list and its lag: at once when an action has ended, some more times while it settles, and
 * when somebody asks.
 */
final class VmWatch {
    private static final Logger LOG = Logger.getLogger(VmWatch.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Watched cluster;
    private final IntConsumer started;
    private final BiConsumer<VmRecord, VmRecord> seen;
    private final Vertx vertx;
    private final Runnable readList;
    private final SharedLooks shared = new SharedLooks();
    private final Map<String, Instant> taken = new ConcurrentHashMap<>();

    /** What came of a look at a VM. */
    enum Sight {
        /** It was asked, and the inventory has its answer. */
        SEEN,
        /** It was not asked: it is not known, or on a node that cannot be; the list says as much. */
        AWAY,
        /** It was asked and did not answer, perhaps since it is elsewhere: the list is needed. */
        MISSED
    }

    /**
     * @param started is told of a VM that a look has seen to have been started, once that is written
     * @param seen takes what a look has made of what was known
     * @param readList asks for the list to be read now
     */
    VmWatch(Watched cluster, IntConsumer started, BiConsumer<VmRecord, VmRecord> seen, Vertx vertx, Runnable readList) {
        this.cluster = cluster;
        this.started = started;
        this.seen = seen;
        this.vertx = vertx;
        this.readList = readList;
    }

    /** An action has ended: to be told as often as one likes, each is followed once. */
    void ended(ActionEnd end) {
        VmRecord record = cluster.record(end.vmid());
        if (confirmed(record, end.id()) || taken.putIfAbsent(end.id(), end.at()) != null) {
            return;
        }
        Instant old = cluster.clock().now().minus(REMEMBERED);
        taken.values().removeIf(at -> at.isBefore(old));
        cluster.looks().ended(end.vmid(), end.id(), end.at());
        glance(end.vmid(), end.id());
        for (int seconds :
                FollowUps.after(end.kind(), record != null && record.internal().ha())) {
            vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds), timer -> glance(end.vmid(), end.id()));
        }
    }

    /** Somebody wants to see it: at most one request every 2 s, shared by all. Fails only if Postgres does. */
    Uni<Sight> wanted(int vmid) {
        return shared.at(vmid, cluster.clock().now(), () -> look(vmid, null));
    }

    /**
     * Asks the VM itself and writes what it says.
     *
     * @param endedAction the ended action that this confirms, null if there is none
     * @return fails only if Postgres does
     */
    Uni<Sight> look(int vmid, String endedAction) {
        VmRecord record = cluster.record(vmid);
        if (record == null || !cluster.askable(record.vm().node())) {
            return Uni.createFrom().item(Sight.AWAY);
        }
        Instant began = cluster.clock().now();
        return cluster.heard(record.vm().node(), cluster.client().status(Watched.ref(record)))
                .chain(status -> write(record, status, began, endedAction))
                .replaceWith(Sight.SEEN)
                .onFailure(ProxmoxException.class)
                .recoverWithItem(failure -> missed(record, failure));
    }

    /** Looks without telling anybody. */
    void glance(int vmid, String endedAction) {
        if (cluster.reconciler().state() == null) {
            return;
        }
        look(vmid, endedAction)
                .subscribe()
                .with(
                        sight -> {
                            if (sight != Sight.SEEN) {
                                readList.run();
                            }
                        },
                        failure -> LOG.debugf(
                                "cluster=%s vmid=%d not looked at: %s", cluster.id(), vmid, failure.getMessage()));
    }

    private Uni<Void> write(VmRecord asked, GuestStatus status, Instant began, String endedAction) {
        int vmid = asked.vm().vmid();
        cluster.looks().looked(vmid, began);
        VmRecord[] before = new VmRecord[1];
        return cluster.reconciler()
                .change(state -> {
                    before[0] = state.vms().get(vmid);
                    if (!sameKind(asked, before[0])) {
                        return ChangeSet.NOTHING;
                    }
                    VmRecord now = Translation.fromStatus(
                            before[0],
                            status,
                            began,
                            endedAction,
                            cluster.looks().of(vmid));
                    // Before it is written: a write that fails may have been committed, and nothing shows this any
                    // more.
                    seen.accept(before[0], now);
                    return Diff.between(state.vms(), List.of(now), List.of());
                })
                .invoke(after -> follow(before[0], after.vms().get(vmid)))
                .replaceWithVoid();
    }

    private void follow(VmRecord before, VmRecord now) {
        if (before != null && now != null && Translation.started(before, now)) {
            started.accept(now.vm().vmid());
        }
    }

    /** What a guest said is nothing of the one that has got its number meanwhile. */
    private static boolean sameKind(VmRecord asked, VmRecord now) {
        return now != null && now.vm().type().equals(asked.vm().type());
    }

    private Sight missed(VmRecord record, Throwable failure) {
        LOG.debugf(
                "cluster=%s vmid=%d could not be asked: %s",
                cluster.id(), record.vm().vmid(), failure.getMessage());
        return Sight.MISSED;
    }

    private static boolean confirmed(VmRecord record, String actionId) {
        return record != null
                && record.internal().confirmedAction() != null
                && record.internal().confirmedAction().compareTo(actionId) >= 0;
    }
}
