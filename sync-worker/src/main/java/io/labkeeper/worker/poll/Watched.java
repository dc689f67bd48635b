package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.observe.Configuration;
import io.labkeeper.worker.observe.Looks;
import io.labkeeper.worker.observe.NodeWatch;
import io.labkeeper.worker.reconcile.Reconciler;
import io.smallrye.mutiny.Uni;

/**
 * A cluster with all that its loop's parts share.
 *
 * @param settings from the clusters file
 * @param client asks it
 * @param reconciler holds and changes its state
 * @param looks what is fresher than its lists
 * @param nodes which of them can be asked
 * @param hold whether nothing is to be asked, since the token was refused
 * @param clock the database's
 */
record Watched(
        ProxmoxCluster settings,
        ProxmoxClient client,
        Reconciler reconciler,
        Looks looks,
        NodeWatch nodes,
        Hold hold,
        DatabaseClock clock) {

    Watched(ProxmoxCluster settings, ProxmoxClient client, Reconciler reconciler, DatabaseClock clock) {
        this(settings, client, reconciler, new Looks(), new NodeWatch(), new Hold(), clock);
    }

    String id() {
        return settings.id();
    }

    /** Whether this node of it can be asked now, and the cluster at all. */
    boolean askable(String node) {
        return !hold.holds(clock.now()) && nodes.callable(node);
    }

    /** The record as last committed; null if there is none, or no lease. */
    VmRecord record(int vmid) {
        return reconciler.state() == null ? null : reconciler.state().vms().get(vmid);
    }

    /** Notes what the end of this call into the node says of it. */
    <T> Uni<T> heard(String node, Uni<T> call) {
        return call.onItemOrFailure().invoke((answer, failure) -> nodes.heard(node, failure));
    }

    static GuestRef ref(VmRecord record) {
        return new GuestRef(
                record.vm().node(), Configuration.type(record), record.vm().vmid());
    }
}
