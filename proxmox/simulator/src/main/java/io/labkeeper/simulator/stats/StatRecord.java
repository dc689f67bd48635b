package io.labkeeper.simulator.stats;

import io.labkeeper.simulator.state.Guest;
import java.time.Instant;

/**
 * What the statistics daemon last said about a guest number. As in Proxmox, it is kept by number alone: a guest created
 * anew under an old number shows the old name until the next sample.
 *
 * @param name the guest's display name
 * @param state the raw state ("running", "paused", …)
 * @param uptime in seconds
 * @param template whether the guest is a template
 * @param cores assigned cores
 * @param figures use of memory, disk, network
 * @param takenAt when it was sampled
 */
public record StatRecord(
        String name, String state, long uptime, boolean template, int cores, GuestFigures figures, Instant takenAt) {

    public static StatRecord of(Guest guest, Instant now) {
        return new StatRecord(
                guest.displayName(),
                guest.state(),
                guest.uptime(now),
                guest.spec().template(),
                guest.spec().size().cores(),
                GuestFigures.of(guest, now),
                now);
    }
}
