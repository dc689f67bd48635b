package io.labkeeper.worker.observe;

import io.labkeeper.proxmox.GuestRow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The uptimes that the last list showed. A list's uptimes are as old as its samples: while pvestatd hangs, on a storage that does not
 * answer, they stand still for up to five minutes (pve-manager {@code PVE/API2Tools.pm}, {@code extract_vm_stats}), and each guest
 * seems to have been started later with every list.
 *
 * @param at when that list was begun
 * @param seconds of those that ran, by vmid
 */
public record Uptimes(Instant at, Map<Integer, Long> seconds) {
    /** Nothing was read yet. */
    public static final Uptimes NONE = new Uptimes(Instant.MIN, Map.of());

    public static Uptimes of(Snapshot list) {
        Map<Integer, Long> seconds = new HashMap<>();
        list.guests().forEach((vmid, row) -> row.uptime().ifPresent(uptime -> seconds.put(vmid, uptime)));
        return new Uptimes(list.beganAt(), Map.copyOf(seconds));
    }

    /** Whether the guest cannot have been started since: its uptime has not fallen, and is longer than all the time that has passed. */
    boolean ruleOutRestart(GuestRow row, Instant beganAt) {
        Long then = seconds.get(row.ref().vmid());
        if (then == null || row.uptime().isEmpty()) {
            return false;
        }
        long uptime = row.uptime().getAsLong();
        return uptime >= then
                && Duration.ofSeconds(uptime)
                                .compareTo(Duration.between(at, beganAt).plus(Freshness.LAG))
                        > 0;
    }
}
