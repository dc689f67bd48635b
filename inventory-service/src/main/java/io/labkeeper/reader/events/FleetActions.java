package io.labkeeper.reader.events;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.reader.view.ActionNotices;
import io.labkeeper.reader.vms.Hash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The actions that are under way or have just ended, each as it was last told. Belongs to the thread of {@link EventHub}. */
final class FleetActions {

    /**
     * @param changedAt its place in the row of all changes of actions
     * @param json ready to be sent
     */
    record Told(ActionNotice notice, long changedAt, byte[] json) {}

    private final Map<String, Told> told = new HashMap<>();
    private final NavigableMap<Long, Told> byChange = new TreeMap<>();
    private ActionNotices known;
    private Set<VmKey> concerned = Set.of();
    private long position;
    private long digest;

    /**
     * Goes on to these.
     *
     * @return the VMs that may show something else now: an outcome also ceases to lie over a VM by time alone
     */
    Set<VmKey> advance(ActionNotices now) {
        Set<VmKey> before = concerned;
        concerned = now.vms();
        if (now != known) {
            compare(now);
            known = now;
        }
        Set<VmKey> vms = new HashSet<>(before);
        vms.addAll(concerned);
        return vms;
    }

    private void compare(ActionNotices now) {
        told.keySet().removeIf(id -> now.byId(id) == null);
        byChange.values().removeIf(one -> now.byId(one.notice().id()) == null);
        now.all().forEach(this::tell);
        // An ended one is forgotten after a while, of which nobody is told; that it has ended shows in what is no
        // longer open.
        digest = told.values().stream()
                .filter(one -> one.notice().state().open())
                .mapToLong(one -> Hash.of(
                        EventText.bytes(one.notice().id() + " " + one.notice().version())))
                .sum();
    }

    private void tell(ActionNotice notice) {
        Told before = told.get(notice.id());
        if (before == null || before.notice().version() != notice.version()) {
            Told now = new Told(notice, ++position, json(notice));
            told.put(notice.id(), now);
            byChange.put(position, now);
            if (before != null) {
                byChange.remove(before.changedAt());
            }
        }
    }

    private static byte[] json(ActionNotice notice) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", notice.id());
        json.put("cluster_id", notice.clusterId());
        json.put("vmid", notice.vmid());
        json.put("action", notice.kind());
        json.put("state", notice.state());
        json.put("at", notice.at());
        return EventText.bytes(InventoryJson.write(json));
    }

    /** Those that have changed after this place, in the order in which they have. */
    List<Told> changedAfter(long place) {
        return List.copyOf(byChange.tailMap(place, false).values());
    }

    long position() {
        return position;
    }

    /** Tells which actions are open and how far each is, alike on every replica. */
    String sequence() {
        return Long.toHexString(digest);
    }
}
