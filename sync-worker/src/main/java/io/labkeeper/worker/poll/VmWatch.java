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
import org.jboss.logging.Logger;

/**
 * Looks at single VMs, past the list and its lag: at once when an action has ended, some more times while it settles, and
 * when somebody asks.
 */
final class VmWatch {
    private static final Logger LOG = Logger.getLogger(VmWatch.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Watched cluster;
    private final AddressSearch search;
    private final Vertx vertx;
    private final Runnable readList;
    private final Map<String, Instant> taken = new ConcurrentHashMap<>();

    /**
     * @param readList asks for the list to be read now
     */
    VmWatch(Watched cluster, AddressSearch search, Vertx vertx, Runnable readList) {
        this.cluster = cluster;
        this.search = search;
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

    /**
     * Asks the VM itself and writes what it says.
     *
     * @param endedAction the ended action that this confirms, null if there is none
     * @return false if it could not be asked; fails only if Postgres does
     */
    Uni<Boolean> look(int vmid, String endedAction) {
        VmRecord record = cluster.record(vmid);
        if (record == null || !cluster.askable(record.vm().node())) {
            return Uni.createFrom().item(false);
        }
        Instant began = cluster.clock().now();
        return cluster.heard(record.vm().node(), cluster.client().status(Watched.ref(record)))
                .chain(seen -> write(vmid, seen, began, endedAction))
                .replaceWith(true)
                .onFailure(ProxmoxException.class)
                .recoverWithItem(failure -> missed(record, failure));
    }

    private void glance(int vmid, String endedAction) {
        if (cluster.reconciler().state() == null) {
            return;
        }
        look(vmid, endedAction)
                .subscribe()
                .with(
                        asked -> {
                            if (!asked) {
                                readList.run();
                            }
                        },
                        failure -> LOG.debugf(
                                "cluster=%s vmid=%d not looked at: %s", cluster.id(), vmid, failure.getMessage()));
    }

    private Uni<Void> write(int vmid, GuestStatus seen, Instant began, String endedAction) {
        cluster.looks().looked(vmid, began);
        VmRecord[] before = new VmRecord[1];
        return cluster.reconciler()
                .change(state -> {
                    before[0] = state.vms().get(vmid);
                    return before[0] == null
                            ? ChangeSet.NOTHING
                            : Diff.between(
                                    state.vms(),
                                    List.of(Translation.fromStatus(before[0], seen, began, endedAction)),
                                    List.of());
                })
                .invoke(after -> {
                    VmRecord now = after.vms().get(vmid);
                    if (before[0] != null && now != null && Translation.started(before[0], now)) {
                        search.begin(vmid);
                    }
                })
                .replaceWithVoid();
    }

    private boolean missed(VmRecord record, Throwable failure) {
        LOG.debugf(
                "cluster=%s vmid=%d could not be asked: %s",
                cluster.id(), record.vm().vmid(), failure.getMessage());
        return false;
    }

    private static boolean confirmed(VmRecord record, String actionId) {
        return record != null
                && record.internal().confirmedAction() != null
                && record.internal().confirmedAction().compareTo(actionId) >= 0;
    }
}
