package io.labkeeper.proxmox;

/**
 * A node in {@code /cluster/resources}; its status is immediate, unlike a guest's.
 *
 * @param node the name
 * @param status "online", "offline" or "unknown"
 */
public record NodeRow(String node, String status) {

    /** Whether calls into this node are worth making. */
    public boolean online() {
        return "online".equals(status);
    }
}
