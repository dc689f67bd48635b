package io.labkeeper.proxmox;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A guest in {@code /cluster/resources} (pve-manager {@code PVE/API2Tools.pm}, {@code extract_vm_stats}).
 *
 * @param ref node, type and number; always present, from the cluster file system
 * @param name null without a live statistics record (new guest, dead node) or for a guest named "U"
 * @param status Proxmox's raw word, "unknown" without a record; may be any QMP state such as "paused" or "io-error"
 * @param template true for a template
 * @param uptime seconds, 0 when stopped, absent without a record
 * @param cpu share of the assigned cores, 0 to 1
 * @param maxcpu assigned cores
 * @param mem bytes in use
 * @param maxmem bytes assigned
 * @param maxdisk bytes of the first disk
 * @param lock null, or what holds the guest ("backup", "migrate", …)
 * @param tags sorted, never null
 * @param pool null without one
 * @param hastate null for a guest that the HA manager does not look after
 */
public record GuestRow(
        GuestRef ref,
        String name,
        String status,
        boolean template,
        OptionalLong uptime,
        OptionalDouble cpu,
        OptionalDouble maxcpu,
        OptionalLong mem,
        OptionalLong maxmem,
        OptionalLong maxdisk,
        String lock,
        List<String> tags,
        String pool,
        String hastate) {

    /** Whether pvestatd's record of this guest was alive: without one there is neither name nor number. */
    public boolean hasStatistics() {
        return uptime.isPresent();
    }
}
