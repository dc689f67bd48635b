package io.labkeeper.proxmox;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/**
 * The API of one Proxmox VE cluster, as Labkeeper's two workers need it.
 *
 * <p>Every call ends within its own time limit (see {@link ProxmoxCluster.Limits}) and fails with a {@link ProxmoxException}
 * and nothing else. A GET may be repeated once when the connection was reset before an answer came, since Proxmox closes
 * idle connections after 5 s; a POST is never repeated here. Calls never block the calling thread.
 */
public interface ProxmoxClient {

    /** The id under which this cluster is configured; not a name that Proxmox knows. */
    String clusterId();

    /**
     * {@code GET /cluster/resources}, unfiltered: guests and nodes in one answer. Rows of other kinds are skipped.
     *
     * <p>Proxmox filters silently by permission, and its numbers and states may be 10 s old and more.
     */
    Uni<ClusterResources> resources();

    /** {@code GET /access/permissions}: what this token may do; empty when no ACL names the token. */
    Uni<Permissions> permissions();

    /** {@code GET /nodes/{node}/{qemu|lxc}/{vmid}/config}: the configuration as it stands. */
    Uni<GuestConfig> config(GuestRef guest);

    /** {@code GET /nodes/{node}/{qemu|lxc}/{vmid}/status/current}: the true state now, asked on the node. */
    Uni<GuestStatus> status(GuestRef guest);

    /**
     * The guest's network interfaces as seen from inside: the guest agent's for QEMU (3 to 8 s when the agent hangs), the
     * container's for LXC. Empty when a container is stopped; every failure of an agent is a
     * {@link ProxmoxException.ServerError} with Proxmox's own words.
     */
    Uni<List<GuestInterface>> interfaces(GuestRef guest);

    /**
     * Orders a power action. The answer means <em>accepted</em>, not done: follow the task.
     *
     * <p>A failure of kind {@link ProxmoxException.TimedOut} or {@link ProxmoxException.ConnectionLost} leaves the outcome
     * unknown: Proxmox may be carrying the order out.
     */
    Uni<Upid> power(GuestRef guest, PowerOrder order);

    /** {@code GET /nodes/{node}/tasks/{upid}/status}, on the node named in the UPID, even if the guest has moved. */
    Uni<TaskStatus> task(Upid upid);

    /**
     * {@code GET /nodes/{node}/tasks}, running and finished ones, newest first.
     *
     * @param since only tasks started at or after this second of the node's clock (Unix time); 0 for no limit
     */
    Uni<List<TaskSummary>> tasks(String node, int vmid, long since);

    /**
     * {@code GET /cluster/tasks}: what the nodes tell each other of their tasks, newest first, answered by the node asked alone.
     *
     * <p>With Sys.Audit on {@code /} everybody's tasks, else the token's own. No history: each node tells of its running tasks
     * and of the newest finished ones, 25 in all (pve-common {@code src/PVE/RESTEnvironment.pm}).
     */
    Uni<List<TaskSummary>> clusterTasks();

    /**
     * The nodes' own time ({@code GET /nodes/{node}/time}), to compare with start times of tasks.
     *
     * @return the node's clock in seconds of Unix time
     */
    Uni<Long> nodeTime(String node);

    /**
     * What the endpoint asked last says cannot be this cluster's: the next calls begin with another one, if there is one. Sends nothing.
     */
    void tryAnotherEndpoint();

    /** The longest that any call can take, connection included; for claims and leases that must outlive a call. */
    Duration longestCall();

    /**
     * The longest from asking for a call until its request is on its way: waiting for room, then for a connection to one endpoint after the
     * other. Whoever finds an order that somebody else was going to send must reckon with so much.
     */
    Duration longestUnsent();

    /** Requests sent to this cluster since this process started, repeated ones included; it only grows. */
    long requestCount();
}
