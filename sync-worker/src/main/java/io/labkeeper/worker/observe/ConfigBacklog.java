package io.labkeeper.worker.observe;

import io.labkeeper.inventory.VmRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whose configurations are to be read for a reason, in the order in which the reasons came. A thousand VMs started at once are
 * a thousand calls: each tick takes its share, and the others wait for the next ones. Holds no vmid twice, and none for longer
 * than its VM is known.
 */
public final class ConfigBacklog {
    private final Set<Integer> waiting = new LinkedHashSet<>(); // guarded by this

    /** These have a reason, or could not be read. */
    public synchronized void add(Collection<Integer> vmids) {
        waiting.addAll(vmids);
    }

    /**
     * Takes what is to be read now.
     *
     * @param vms as they are known
     * @param due read in any case
     * @param callable whether a node can be asked; who is elsewhere waits
     * @param most of those who wait
     * @return new VMs first, or users would not see what kind they are; nobody twice
     */
    public synchronized List<VmRecord> take(
            Map<Integer, VmRecord> vms, Collection<VmRecord> due, Predicate<String> callable, int most) {
        List<VmRecord> taken = new ArrayList<>(due);
        due.forEach(record -> waiting.remove(record.vm().vmid()));
        waiting.retainAll(vms.keySet());
        int room = most;
        for (boolean unread : new boolean[] {true, false}) {
            Iterator<Integer> next = waiting.iterator();
            while (room > 0 && next.hasNext()) {
                VmRecord record = vms.get(next.next());
                if ((record.internal().birth() == null) == unread
                        && callable.test(record.vm().node())) {
                    next.remove();
                    taken.add(record);
                    room--;
                }
            }
        }
        taken.sort(Comparator.comparing((VmRecord record) -> record.internal().birth() != null));
        return taken;
    }

    /** How many wait. */
    public synchronized int size() {
        return waiting.size();
    }
}
