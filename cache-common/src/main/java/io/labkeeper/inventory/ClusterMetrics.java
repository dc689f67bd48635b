package io.labkeeper.inventory;

import java.time.Instant;
import java.util.Map;

/**
 * The metrics of all VMs of a cluster, as one value.
 *
 * @param seq rises with every poll
 * @param at database time at which the poll began: the "last status check" of all VMs in it
 * @param vms by vmid
 */
public record ClusterMetrics(long seq, Instant at, Map<Integer, VmMetrics> vms) {
    public static final ClusterMetrics NONE = new ClusterMetrics(0, null, Map.of());

    public VmMetrics of(int vmid) {
        return vms.getOrDefault(vmid, VmMetrics.UNKNOWN);
    }
}
