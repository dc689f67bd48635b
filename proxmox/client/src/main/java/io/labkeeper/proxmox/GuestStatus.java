package io.labkeeper.proxmox;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * {@code status/current}: the true state, asked on the node.
 *
 * @param status "running" or "stopped"
 * @param qmpStatus QEMU's finer word ("paused", "prelaunch", "io-error", …); null for containers
 * @param name null if unset
 * @param lock null if free
 * @param haManaged whether the HA manager decides over this guest
 * @param template true for a template
 * @param uptime seconds
 * @param cpu share of the assigned cores, 0 to 1
 */
public record GuestStatus(
        String status,
        String qmpStatus,
        String name,
        String lock,
        boolean haManaged,
        boolean template,
        OptionalLong uptime,
        OptionalDouble cpu,
        OptionalLong mem,
        OptionalLong maxmem) {

    /** The finest word there is: {@code qmpstatus} where given, else {@code status}. */
    public String word() {
        return qmpStatus == null || qmpStatus.isBlank() ? status : qmpStatus;
    }
}
