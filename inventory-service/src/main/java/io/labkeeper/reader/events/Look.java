package io.labkeeper.reader.events;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.view.Staleness;
import io.labkeeper.reader.view.VmEntry;
import io.labkeeper.reader.vms.Hash;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * All that a VM shows beside its metrics: when it differs, that is a change.
 *
 * @param state bytes of the observed state
 * @param birth decides who owns it
 * @param status as shown, with the outcome of an action over it
 * @param staleReason null if it is not stale
 * @param pending the open action with its state, null without one
 */
record Look(byte[] state, String birth, VmStatus status, String clusterName, String staleReason, String pending) {

    static Look of(VmEntry entry, ClusterView cluster, Optional<String> clusterStale, Moment moment) {
        return new Look(
                entry.state(),
                entry.record().internal().birth(),
                moment.actions().shownStatus(entry.record(), moment.now()),
                cluster.head().name(),
                Staleness.ofVm(entry.record(), clusterStale),
                moment.actions().open(entry.vm().key()).map(Look::pending).orElse(null));
    }

    private static String pending(ActionNotice open) {
        return open.id() + " " + open.state();
    }

    boolean sameAs(Look other) {
        return other != null
                && status == other.status
                && Objects.equals(staleReason, other.staleReason)
                && Objects.equals(pending, other.pending)
                && Objects.equals(birth, other.birth)
                && clusterName.equals(other.clusterName)
                && (state == other.state || Arrays.equals(state, other.state));
    }

    /** The same on every replica that shows the same. */
    long hash() {
        byte[] rest = EventText.bytes(status + "|" + birth + "|" + clusterName + "|" + staleReason + "|" + pending);
        return Hash.combine(Hash.of(state), Hash.of(rest));
    }
}
