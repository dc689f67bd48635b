package io.labkeeper.bench.sync;

import java.util.List;
import java.util.Map;

/**
 * What one fleet has cost.
 *
 * @param vms templates aside
 * @param running how many of them run
 * @param idle while nothing changed
 * @param changes the change of a hundred states
 * @param heapPeak the largest used heap of the worker that was seen, in MiB
 * @param heapLimit what its virtual machine may use at the most, in MiB
 * @param residentPeak the largest resident memory of the worker's process, in MiB
 */
record FleetCost(int vms, long running, Idle idle, Changes changes, long heapPeak, long heapLimit, long residentPeak) {

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
     * @param steps what the steps of a sync took meanwhile, in order
     */
    record Changes(int asked, int rows, long revisions, long listMillis, List<Step> steps) {}

    /**
     * A step of a sync: asking Proxmox, comparing, writing to Postgres, writing to Redis.
     *
     * @param meanMillis over all syncs of that time in which there was such a step
     */
    record Step(String name, long meanMillis) {}
}
