package io.labkeeper.worker;

import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.GuestRow;
import io.labkeeper.proxmox.GuestType;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Rows of a list, as the client reads them. */
public final class Rows {
    private static final long GIB = 1L << 30;

    private Rows() {}

    /** A running VM with 2 GiB, 2 cores and a disk of 16 GiB. */
    public static GuestRow running(int vmid, String name, long uptime) {
        return row(vmid, name, "pve1", "running", uptime);
    }

    public static GuestRow stopped(int vmid, String name) {
        return row(vmid, name, "pve1", "stopped", 0);
    }

    public static GuestRow row(int vmid, String name, String node, String status, long uptime) {
        return new GuestRow(
                new GuestRef(node, GuestType.QEMU, vmid),
                name,
                status,
                false,
                OptionalLong.of(uptime),
                OptionalDouble.of(0.25),
                OptionalDouble.of(2),
                OptionalLong.of(GIB),
                OptionalLong.of(2 * GIB),
                OptionalLong.of(16 * GIB),
                null,
                List.of("web"),
                null,
                null);
    }

    /** What is left of a row when its statistics have expired. */
    public static GuestRow bare(int vmid, String node) {
        return new GuestRow(
                new GuestRef(node, GuestType.QEMU, vmid),
                null,
                "unknown",
                false,
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                null,
                List.of(),
                null,
                null);
    }
}
