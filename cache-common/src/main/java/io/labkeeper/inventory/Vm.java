package io.labkeeper.inventory;

import java.time.Instant;
import java.util.List;

/**
 * The state of a VM or container as users see it. Its JSON form is part of the REST answer as it stands; what changes with
 * every poll (uptime, CPU, memory use) is in {@link VmMetrics}, and what depends on the reader's moment (age, an open action)
 * is added by the reader.
 *
 * @param name last known name; "VM 100" or "CT100" where none was ever known
 * @param node the node that holds it
 * @param ip the chosen address, null if none is known
 * @param ipSource agent, lxc, config, arp or snmp; null without address
 * @param ipUpdatedAt when the address was last confirmed
 * @param mac of the interface that carries {@code ip}, else of the first; upper case, null if not known
 * @param type qemu or lxc
 * @param category windows, linux or other
 * @param memory assigned, in MB
 * @param cores assigned
 * @param diskSize of the first disk, in bytes
 * @param lock what holds the VM in Proxmox ("backup", "migrate", …), null if free
 * @param lastUpdated when this state last changed in the inventory, or was last confirmed after an action
 * @param syncError what went wrong when reading this VM, null if nothing did
 */
public record Vm(
        String clusterId,
        int vmid,
        String name,
        String node,
        VmStatus status,
        String ip,
        String ipSource,
        Instant ipUpdatedAt,
        String mac,
        String type,
        String category,
        long memory,
        int cores,
        long diskSize,
        boolean isTemplate,
        List<String> tags,
        String lock,
        boolean rdpAvailable,
        boolean sshAvailable,
        Instant lastUpdated,
        Trouble syncError) {

    public VmKey key() {
        return new VmKey(clusterId, vmid);
    }

    /** The same VM with another status: an action's outcome laid over the last observation. */
    public Vm withStatus(VmStatus other) {
        return new Vm(
                clusterId,
                vmid,
                name,
                node,
                other,
                ip,
                ipSource,
                ipUpdatedAt,
                mac,
                type,
                category,
                memory,
                cores,
                diskSize,
                isTemplate,
                tags,
                lock,
                rdpAvailable,
                sshAvailable,
                lastUpdated,
                syncError);
    }

    /** The same VM with another category: how one of an unknown system is to be shown. */
    public Vm withCategory(String other) {
        return new Vm(
                clusterId,
                vmid,
                name,
                node,
                status,
                ip,
                ipSource,
                ipUpdatedAt,
                mac,
                type,
                other,
                memory,
                cores,
                diskSize,
                isTemplate,
                tags,
                lock,
                rdpAvailable,
                sshAvailable,
                lastUpdated,
                syncError);
    }
}
