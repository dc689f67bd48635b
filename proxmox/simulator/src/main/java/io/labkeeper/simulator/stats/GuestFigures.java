package io.labkeeper.simulator.stats;

import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.GuestKind;
import java.time.Instant;

/**
 * A guest's use of resources, made up but steady: a wave over time, different for every guest.
 *
 * @param cpu fraction of the assigned cores, 0 to 1
 * @param memory bytes in use
 * @param maxMemory bytes assigned
 * @param disk bytes in use; 0 for VMs, of which Proxmox does not know it
 * @param maxDisk bytes assigned
 * @param network bytes received since the start; half as much is sent
 */
public record GuestFigures(double cpu, long memory, long maxMemory, long disk, long maxDisk, long network) {

    public static GuestFigures of(Guest guest, Instant now) {
        long maxMemory = guest.spec().size().memory();
        long maxDisk = guest.spec().size().disk();
        if (!guest.alive()) {
            return new GuestFigures(0, 0, maxMemory, 0, maxDisk, 0);
        }
        double wave = 0.5 + 0.5 * Math.sin(now.getEpochSecond() / 60.0 + guest.vmid());
        double cpu = Math.round((0.01 + 0.6 * wave) * 1e6) / 1e6;
        long memory = (long) (maxMemory * (0.3 + 0.4 * wave));
        long disk = guest.kind() == GuestKind.LXC ? maxDisk / 3 : 0;
        return new GuestFigures(cpu, memory, maxMemory, disk, maxDisk, guest.uptime(now) * 1200L);
    }

    public long sent() {
        return network / 2;
    }

    public long diskRead() {
        return network / 3;
    }

    public long diskWrite() {
        return network / 4;
    }
}
