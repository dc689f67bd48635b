package io.labkeeper.worker.observe;

import io.labkeeper.proxmox.ClusterResources;
import io.labkeeper.proxmox.GuestRow;
import io.labkeeper.proxmox.NodeRow;
import io.labkeeper.proxmox.ProxmoxException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one reading of the list showed.
 *
 * @param beganAt database time at which the request was begun
 * @param guests by vmid
 * @param nodes by name: online, offline or unknown
 * @param unreachable nodes that are listed but could not be reached by the node asked (595), as far as is known
 * @param last what the list before showed
 */
public record Snapshot(
        Instant beganAt,
        Map<Integer, GuestRow> guests,
        Map<String, String> nodes,
        Set<String> unreachable,
        Uptimes last) {

    /** The first one. */
    public Snapshot(
            Instant beganAt, Map<Integer, GuestRow> guests, Map<String, String> nodes, Set<String> unreachable) {
        this(beganAt, guests, nodes, unreachable, Uptimes.NONE);
    }

    /**
     * @throws ProxmoxException.Malformed if a vmid is there twice: then nothing of the answer can be trusted
     */
    public static Snapshot of(Instant beganAt, ClusterResources answer, Set<String> unreachable) {
        Map<Integer, GuestRow> guests = new HashMap<>();
        for (GuestRow row : answer.guests()) {
            if (guests.put(row.ref().vmid(), row) != null) {
                throw new ProxmoxException.Malformed(
                        "the list names guest " + row.ref().vmid() + " twice", null);
            }
        }
        Map<String, String> nodes = new HashMap<>();
        for (NodeRow row : answer.nodes()) {
            nodes.put(row.node(), row.status());
        }
        return new Snapshot(beganAt, Map.copyOf(guests), Map.copyOf(nodes), Set.copyOf(unreachable));
    }

    /** The same, read after that one. */
    public Snapshot after(Uptimes list) {
        return new Snapshot(beganAt, guests, nodes, unreachable, list);
    }

    /** Whether it can prove that a guest is gone, as far as its form tells; the token's rights are another matter. */
    public boolean complete() {
        return !nodes.isEmpty();
    }

    /** Those of the known guests that it does not show. */
    public Set<Integer> missing(Set<Integer> known) {
        Set<Integer> missing = new TreeSet<>(known);
        missing.removeAll(guests.keySet());
        return missing;
    }

    /** Whether the node is known to be away. */
    public boolean offline(String node) {
        return "offline".equals(nodes.get(node));
    }
}
