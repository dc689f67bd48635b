package io.labkeeper.proxmox;

import java.util.List;

/**
 * One answer of {@code /cluster/resources}: what the token may see of guests and nodes.
 *
 * @param guests one row per guest, in Proxmox's order (vmid as text)
 * @param nodes one row per node
 */
public record ClusterResources(List<GuestRow> guests, List<NodeRow> nodes) {}
