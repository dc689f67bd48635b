package io.labkeeper.worker.observe;

import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Whose configuration has to be read, one call each: the list does not tell of it, so its shape is the hint. Pure. */
public final class ConfigNeeds {
    /** A full sync reads one part in so many of those that show no sign of a change. */
    private static final int ROTATION = 12;

    private ConfigNeeds() {}

    /**
     * The numbers of new VMs, of those whose name, size, tags, node, status or template flag has changed, and of those that are there
     * again after a list without them.
     */
    public static List<Integer> changed(Map<Integer, VmRecord> before, Map<Integer, VmRecord> after) {
        return after.values().stream()
                .filter(record -> changed(before.get(record.vm().vmid()), record))
                .map(record -> record.vm().vmid())
                .sorted()
                .toList();
    }

    /**
     * What a full sync reads though nothing hints at a change: what was never read, what could not be read, and a part of the
     * others.
     *
     * @param turn counts full syncs
     */
    public static List<VmRecord> due(Map<Integer, VmRecord> after, Predicate<String> callable, long turn) {
        return after.values().stream()
                .filter(record -> callable.test(record.vm().node()))
                .filter(record -> record.internal().birth() == null
                        || Configuration.couldNotBeRead(record)
                        || Math.floorMod(record.vm().vmid() + turn, ROTATION) == 0)
                .sorted((a, b) -> Integer.compare(a.vm().vmid(), b.vm().vmid()))
                .toList();
    }

    private static boolean changed(VmRecord old, VmRecord now) {
        return old == null
                || old != now
                        && !(sameShape(old.vm(), now.vm()) && sameStatus(old.vm(), now.vm()) && !thereAgain(old, now));
    }

    /** Another guest may have been made under this number meanwhile, alike in all that a list shows. */
    private static boolean thereAgain(VmRecord old, VmRecord now) {
        return Unlisted.is(old) && !Unlisted.is(now);
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

    /** That a state is not known for a while, as of all guests of a node that is away, is no change of the guest. */
    private static boolean sameStatus(Vm one, Vm other) {
        return one.status() == other.status() || one.status() == VmStatus.UNKNOWN || other.status() == VmStatus.UNKNOWN;
    }
}
