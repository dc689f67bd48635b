package io.labkeeper.bench.sync;

import java.util.Map;

/**
 * What one fleet has cost.
 *
 * @param vms templates aside
 * @param idle while nothing changed
 * @param changes the change of a hundred states
 * @param heapPeak the largest used heap of the worker that was seen, in MiB
 * @param residentPeak the largest resident memory of the worker's process, in MiB
 */
record FleetCost(int vms, Idle idle, Changes changes, long heapPeak, long residentPeak) {

    /**
     * @param requests to Proxmox by endpoint
     * @param lists quick and full syncs together: each reads one list
     * @param fulls full syncs
     * @param revisions by how much the cluster's revision rose
     */
    record Idle(Map<String, Long> requests, long lists, long fulls, long revisions) {}

    /**
     * @param asked how many guests were changed
     * @param rows rows of VMs that were written for it, by their revision
     * @param revisions in how many change sets
     * @param listMillis the last sync of the list, from its begin to its write
     */
    record Changes(int asked, int rows, long revisions, long listMillis) {}
}
