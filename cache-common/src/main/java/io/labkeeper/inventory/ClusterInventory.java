package io.labkeeper.inventory;

import java.util.Map;

/**
 * A cluster as read from one store in one moment: rows, metrics and head belong together.
 *
 * @param vms by vmid
 */
public record ClusterInventory(ClusterHead head, Map<Integer, VmRecord> vms, ClusterMetrics metrics) {}
