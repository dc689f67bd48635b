package io.labkeeper.worker.history;

import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.inventory.VmRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What the history keeps of a VM at one moment.
 *
 * @param birth tells it from a later VM with its number
 * @param status our word
 * @param cpuUsage per cent of its own cores, null if not known
 * @param memoryUsage per cent of its own memory, null if not known
 */
public record Sample(int vmid, String birth, String status, Double cpuUsage, Double memoryUsage) {

    /**
     * A sample of each VM, templates left out; in the order of vmids. A VM whose birth mark has not been read is left out too: its
     * sample could later be taken for another's.
     *
     * @param listed as the list of the full sync showed them
     * @param now as they are known at its end, when new ones have been asked for their birth marks; whoever has become another VM
     *     meanwhile, or is gone, has no sample
     */
    public static List<Sample> of(Map<Integer, VmRecord> listed, ClusterMetrics metrics, Map<Integer, VmRecord> now) {
        List<Sample> samples = new ArrayList<>();
        listed.values().stream()
                .filter(record -> !record.vm().isTemplate())
                .sorted(Comparator.comparingInt(record -> record.vm().vmid()))
                .forEach(record -> {
                    VmRecord known = now.get(record.vm().vmid());
                    String birth = known == null ? null : known.internal().birth();
                    String before = record.internal().birth();
                    if (birth != null && (before == null || before.equals(birth))) {
                        samples.add(of(record, birth, metrics.of(record.vm().vmid())));
                    }
                });
        return samples;
    }

    private static Sample of(VmRecord record, String birth, VmMetrics metrics) {
        return new Sample(
                record.vm().vmid(), birth, record.vm().status().word(), metrics.cpuUsage(), metrics.memoryUsage());
    }
}
