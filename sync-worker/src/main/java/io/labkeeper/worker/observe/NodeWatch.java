package io.labkeeper.worker.observe;

import io.labkeeper.proxmox.ProxmoxException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of a cluster's nodes: listed as online or not, and whether calls into them get through. */
public final class NodeWatch {
    private static final int DIED = 500;

    private final Set<String> unreachable = ConcurrentHashMap.newKeySet();
    private volatile Map<String, String> listed = Map.of();
    private volatile boolean strange;

    /** A list was read. A node that is offline, or gone, is not unreachable: the list says more of it. */
    public void listed(Map<String, String> nodes) {
        strange = false;
        listed = nodes;
        unreachable.removeIf(node -> !"online".equals(nodes.get(node)));
    }

    /** The last list seems to be another cluster's: its nodes are not asked about ours until a list is believed again. */
    public void estranged() {
        strange = true;
    }

    /**
     * How a call into a node ended. Only Proxmox's own words prove anything: an answer, if only that something has died there
     * (500), is the node's; 595 to 599 say that it could not be reached though the cluster can. A call that was late, lost, refused
     * before it got to the node, or never sent, tells nothing of it.
     *
     * @param failure null if it was answered
     */
    public void heard(String node, Throwable failure) {
        if (failure instanceof ProxmoxException.NodeUnreachable) {
            unreachable.add(node);
        } else if (failure == null || failure instanceof ProxmoxException.ServerError error && error.code() == DIED) {
            unreachable.remove(node);
        }
    }

    public Set<String> unreachable() {
        return Set.copyOf(unreachable);
    }

    /** Whether calls into this node are worth making: each one into a dead node costs up to 30 s. */
    public boolean callable(String node) {
        return !strange && "online".equals(listed.getOrDefault(node, "online")) && !unreachable.contains(node);
    }
}
