package io.labkeeper.proxmox;

/**
 * Where a guest is believed to be: Proxmox wants the node in the path of almost every call.
 *
 * @param node the node that holds the guest's configuration
 * @param type virtual machine or container
 * @param vmid Proxmox's number, 100 to 999999999, unique in the cluster and re-used after deletion
 */
public record GuestRef(String node, GuestType type, int vmid) {}
