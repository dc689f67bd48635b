package io.labkeeper.worker.observe;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The VMs that lists and looks have shown to have been started, until their addresses are being looked for: a start shows once, and what
 * comes after it may fail. Holds no vmid for longer than its VM is known to run without an address.
 */
public final class StartedGuests {
    private final Set<Integer> waiting = new LinkedHashSet<>(); // guarded by this
    /** Seen by looks; whether that was written shows with the next list. */
    private final Set<Integer> looked = new LinkedHashSet<>(); // guarded by this

    /** A list has made this of what was known. */
    public synchronized void listed(Map<Integer, VmRecord> before, Map<Integer, VmRecord> after) {
        after.forEach((vmid, record) -> note(vmid, before.get(vmid), record));
        lookedAt(after);
    }

    /** The same of the first list after the cluster was taken over: who is new on it may have been running for long. */
    public synchronized void listedFirst(Map<Integer, VmRecord> before, Map<Integer, VmRecord> after) {
        before.forEach((vmid, old) -> {
            if (after.containsKey(vmid)) {
                note(vmid, old, after.get(vmid));
            }
        });
        lookedAt(after);
    }

    /**
     * A look at one VM has made this of what was known. If it was written without our knowing, no list shows it any more: it waits from the
     * next list on, unless its search {@linkplain #begun began} before.
     */
    public synchronized void looked(VmRecord before, VmRecord after) {
        if (before != after && Translation.started(before, after)) {
            looked.add(after.vm().vmid());
        }
    }

    /** This VM is being looked for. */
    public synchronized void begun(int vmid) {
        looked.remove(vmid);
        waiting.remove(vmid);
    }

    private void lookedAt(Map<Integer, VmRecord> after) {
        looked.stream().filter(vmid -> needsAddress(after.get(vmid))).forEach(waiting::add);
        looked.clear();
    }

    private void note(Integer vmid, VmRecord old, VmRecord record) {
        if (old != record && Translation.started(old, record)) {
            waiting.add(vmid);
        }
    }

    /** What was started before nobody looks for: the cluster was taken over. */
    public synchronized void forget() {
        waiting.clear();
        looked.clear();
    }

    /** Those that are to be looked for, in the order in which they were seen to be started; told once. */
    public synchronized List<Integer> take(Map<Integer, VmRecord> vms) {
        List<Integer> started =
                waiting.stream().filter(vmid -> needsAddress(vms.get(vmid))).toList();
        waiting.clear();
        return started;
    }

    private static boolean needsAddress(VmRecord record) {
        return record != null
                && record.vm().status() == VmStatus.RUNNING
                && record.vm().ip() == null;
    }
}
