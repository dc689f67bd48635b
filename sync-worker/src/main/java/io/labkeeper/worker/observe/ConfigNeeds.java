package io.labkeeper.worker.observe;

import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Whose configuration has to be read, one call each: the list does not tell of it, so its shape is the hint. */
public final class ConfigNeeds {
    /** A full sync reads one part in so many of those that show no sign of a change. */
    private static final int ROTATION = 12;

    private ConfigNeeds() {}

    /** New VMs, and those whose name, size, tags, node or template flag has changed. */
    public static List<VmRecord> afterQuick(
            Map<Integer, VmRecord> before, Map<Integer, VmRecord> after, Predicate<String> callable) {
        return select(after, callable, record -> {
            VmRecord old = before.get(record.vm().vmid());
            return old == null || !sameShape(old.vm(), record.vm());
        });
    }

    /**
     * The same, and those that were never read or could not be read, and a part of the others.
     *
     * @param turn counts full syncs
     */
    public static List<VmRecord> afterFull(
            Map<Integer, VmRecord> before, Map<Integer, VmRecord> after, Predicate<String> callable, long turn) {
        return select(after, callable, record -> {
            VmRecord old = before.get(record.vm().vmid());
            return old == null
                    || record.internal().birth() == null
                    || Configuration.couldNotBeRead(record)
                    || !sameShape(old.vm(), record.vm())
                    || Math.floorMod(record.vm().vmid() + turn, ROTATION) == 0;
        });
    }

    private static List<VmRecord> select(
            Map<Integer, VmRecord> after, Predicate<String> callable, Predicate<VmRecord> wanted) {
        List<VmRecord> chosen = new ArrayList<>();
        for (VmRecord record : after.values()) {
            if (callable.test(record.vm().node()) && wanted.test(record)) {
                chosen.add(record);
            }
        }
        chosen.sort((a, b) -> Integer.compare(a.vm().vmid(), b.vm().vmid()));
        return chosen;
    }

    private static boolean sameShape(Vm one, Vm other) {
        return one.type().equals(other.type())
                && one.name().equals(other.name())
                && one.node().equals(other.node())
                && one.memory() == other.memory()
                && one.cores() == other.cores()
                && one.diskSize() == other.diskSize()
                && one.isTemplate() == other.isTemplate()
                && one.tags().equals(other.tags());
    }
}
