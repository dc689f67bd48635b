package io.labkeeper.inventory;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What moves with every poll. In JSON an array of three, since there is one per VM and poll.
 *
 * @param uptime seconds, 0 when stopped, null if not known
 * @param cpuUsage per cent of the VM's own cores, one decimal, null if not known
 * @param memoryUsage per cent of the VM's own memory, one decimal, null if not known
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"uptime", "cpuUsage", "memoryUsage"})
public record VmMetrics(Long uptime, Double cpuUsage, Double memoryUsage) {
    public static final VmMetrics UNKNOWN = new VmMetrics(null, null, null);
}
