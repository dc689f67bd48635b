package io.labkeeper.worker.observe;

import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.proxmox.GuestRow;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The numbers of a list that move with every poll. Pure. */
public final class MetricsReading {

    private MetricsReading() {}

    public static ClusterMetrics of(Snapshot list, long seq) {
        Map<Integer, VmMetrics> metrics = new HashMap<>();
        list.guests().forEach((vmid, row) -> metrics.put(vmid, metrics(row)));
        return new ClusterMetrics(seq, list.beganAt(), metrics);
    }

    private static VmMetrics metrics(GuestRow row) {
        if (!row.hasStatistics()) {
            return VmMetrics.UNKNOWN;
        }
        return new VmMetrics(row.uptime().getAsLong(), percent(row.cpu()), percent(row.mem(), row.maxmem()));
    }

    private static Double percent(OptionalDouble share) {
        return share.isPresent() ? oneDecimal(share.getAsDouble() * 100) : null;
    }

    private static Double percent(OptionalLong part, OptionalLong whole) {
        return part.isPresent() && whole.isPresent() && whole.getAsLong() > 0
                ? oneDecimal(100.0 * part.getAsLong() / whole.getAsLong())
                : null;
    }

    private static double oneDecimal(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
