package io.labkeeper.inventory;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import java.util.List;

/**
 * A VM as it is stored: the value in Redis' hash and in {@code vm_inventory.body}, alike.
 *
 * @param revision the cluster's revision (without generation) at which this record last changed
 * @param vm what users see
 * @param internal what they do not
 */
public record VmRecord(long revision, Vm vm, Internal internal) {

    public VmKey key() {
        return vm.key();
    }

    public VmRecord withRevision(long other) {
        return new VmRecord(other, vm, internal);
    }

    /**
     * @param birth tells a VM from a later one with the same vmid; null until its configuration was read
     * @param bootTime when it was started, null when it does not run; a restart is a change by more than 10 s
     * @param rawStatus Proxmox's word
     * @param observedAt database time at which the request that showed this state began
     * @param observedSource whether a list (which lags) or the VM itself was asked
     * @param confirmedAction the newest ended action that this observation was made after; UUIDs of version 7 sort by time
     * @param staleReason why this VM's state is doubtful although its cluster answers: "node_offline", "node_unreachable",
     *     "statistics_expired", or "not_listed" if the list lacks it and does not prove that it is gone; else null
     * @param syncErrorDetail Proxmox's own text behind {@link Vm#syncError()}, for administrators
     * @param addresses all that are known, the chosen one among them
     * @param macs all of its interfaces, upper case, in order
     * @param pool Proxmox's resource pool, null without one
     * @param ha whether the HA manager decides over it
     */
    public record Internal(
            String birth,
            Instant bootTime,
            String rawStatus,
            Instant observedAt,
            ObservedSource observedSource,
            String confirmedAction,
            String staleReason,
            String syncErrorDetail,
            List<Address> addresses,
            List<String> macs,
            String pool,
            boolean ha) {}

    /** How a state was learnt. */
    public enum ObservedSource {
        /** From {@code /cluster/resources}, which shows the state of 10 s ago and more; also stands for words of a newer writer. */
        @JsonEnumDefaultValue
        LIST,
        /** From {@code status/current} of the VM itself. */
        CURRENT
    }
}
