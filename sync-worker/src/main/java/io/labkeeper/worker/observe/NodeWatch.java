package io.labkeeper.worker.observe;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of a cluster's nodes: listed as online or not, and whether calls into them get through. */
public final class NodeWatch {
    private final Set<String> unreachable = ConcurrentHashMap.newKeySet();
    private volatile Map<String, String> listed = Map.of();

    /** A list was read. A node that is offline, or gone, is not unreachable: the list says more of it. */
    public void listed(Map<String, String> nodes) {
        listed = nodes;
        unreachable.removeIf(node -> !"online".equals(nodes.get(node)));
    }

    /** A call into it did not get through, though others into this cluster do. */
    public void away(String node) {
        unreachable.add(node);
    }

    /** A call into it got through. */
    public void answered(String node) {
        unreachable.remove(node);
    }

    public Set<String> unreachable() {
        return Set.copyOf(unreachable);
    }

    /** Whether calls into this node are worth making: each one into a dead node costs up to 30 s. */
    public boolean callable(String node) {
        return "online".equals(listed.getOrDefault(node, "online")) && !unreachable.contains(node);
    }
}
