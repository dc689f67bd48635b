package io.labkeeper.reader.events;

import io.labkeeper.caller.Caller;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.ownership.Ownership;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory;
import io.labkeeper.reader.vms.Inventory.Found;
import io.labkeeper.reader.vms.ShownVm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one client has been told, and what it must be told next. Everything that is told passes the same check of ownership as a list
 * does, at the moment of telling. Holds places in rows and, for those who do not see everything, the keys of what they see; never a VM.
 * Belongs to the thread of {@link EventHub}.
 */
final class Viewer {
    private final Caller caller;
    private final Inventory inventory;
    private final Fleet fleet;

    /** What the client shows; unused for those who see everything. */
    private final Set<VmKey> held = new HashSet<>();

    private Ownership ownership;
    private long position;
    private long publication;
    private long actions;
    private String heads;
    private String metricsSeqs;
    private String actionSequence;

    Viewer(Caller caller, Inventory inventory, Fleet fleet) {
        this.caller = caller;
        this.inventory = inventory;
        this.fleet = fleet;
    }

    /**
     * Begins at this moment, with nothing to be told.
     *
     * @return the id that the client has if it has been told everything
     */
    String begin(Moment moment) {
        held.clear();
        if (!caller.seesAll()) {
            visible(moment).forEach(vm -> held.add(vm.entry().vm().key()));
        }
        ownership = moment.ownership();
        position = fleet.position();
        publication = fleet.publication();
        actions = fleet.actions().position();
        heads = fleet.heads();
        metricsSeqs = fleet.metricsSeqs();
        actionSequence = fleet.actions().sequence();
        return id();
    }

    /** All that the caller sees at the moment it has begun at, in the form of a list answer. */
    List<byte[]> snapshot(Moment moment) {
        List<ShownVm> shown =
                visible(moment).map(vm -> inventory.show(moment, vm)).toList();
        // Without any cluster that there is nothing is a guess, as in a list.
        boolean stale = moment.clusters().isEmpty() || shown.stream().anyMatch(ShownVm::stale);
        String after = "],\"mode\":\"inventory\",\"stale\":" + stale + ",\"is_admin\":" + caller.isAdmin()
                + ",\"total\":" + shown.size() + ",\"next\":null}";
        return EventText.event(
                "snapshot",
                id(),
                "{\"vms\":[",
                shown.stream().map(ShownVm::json).toList(),
                after);
    }

    private Stream<Found> visible(Moment moment) {
        return inventory.visible(moment, caller).filter(vm -> !vm.entry().vm().isTemplate());
    }

    /** The events that bring the client to that moment, as parts; none if it is there. */
    List<byte[]> news(Moment moment) {
        List<byte[]> parts = new ArrayList<>();
        addChange(moment, parts);
        addMetrics(parts);
        addActions(moment, parts);
        return parts;
    }

    private void addChange(Moment moment, List<byte[]> parts) {
        Set<VmKey> changed = changedKeys(moment);
        position = fleet.position();
        heads = fleet.heads();
        List<byte[]> upserts = new ArrayList<>();
        List<byte[]> removals = new ArrayList<>();
        for (VmKey key : changed) {
            FleetVm vm = fleet.vm(key);
            if (sees(vm, moment)) {
                held(key, true);
                upserts.add(json(vm, moment));
            } else if (held(key, false)) {
                removals.add(removal(key));
            }
        }
        if (!upserts.isEmpty() || !removals.isEmpty()) {
            parts.addAll(
                    EventText.event("change", id(), "{\"upserts\":[", upserts, "],\"removals\":[", removals, "]}"));
        }
    }

    /** Those that have changed and, if the assignments have, those that the caller owned or owns. */
    private Set<VmKey> changedKeys(Moment moment) {
        Set<VmKey> keys = new LinkedHashSet<>();
        changed(moment).forEach(vm -> keys.add(vm.key()));
        if (!caller.seesAll() && ownership != moment.ownership()) {
            ownership = moment.ownership();
            keys.addAll(held);
            ownership.assignedTo(caller.name()).stream()
                    .filter(key -> !held.contains(key))
                    .forEach(keys::add);
            keys.removeIf(key -> unchanged(key, moment));
        }
        return keys;
    }

    /**
     * Those that have changed, the oldest change first. Who owns a few VMs need not look through what has changed of a whole fleet: of the
     * others nothing is told.
     */
    private Stream<FleetVm> changed(Moment moment) {
        long mostChanged = fleet.position() - position;
        if (caller.seesAll() || mostChanged <= held.size()) {
            return fleet.changedAfter(position).stream();
        }
        return Stream.concat(held.stream(), moment.ownership().assignedTo(caller.name()).stream())
                .distinct()
                .map(fleet::vm)
                .filter(vm -> vm != null && vm.changedAt() > position)
                .sorted(Comparator.comparingLong(FleetVm::changedAt));
    }

    /** Held before and still, and as it was. */
    private boolean unchanged(VmKey key, Moment moment) {
        FleetVm vm = fleet.vm(key);
        return held.contains(key) && sees(vm, moment) && vm.changedAt() <= position;
    }

    private boolean sees(FleetVm vm, Moment moment) {
        return vm != null
                && !vm.gone()
                && (caller.seesAll()
                        || moment.ownership().owns(caller.name(), vm.entry().record()));
    }

    /** Notes whether the client shows it from now on; true if it did before. */
    private boolean held(VmKey key, boolean now) {
        return caller.seesAll() || (now ? !held.add(key) : held.remove(key));
    }

    private byte[] json(FleetVm vm, Moment moment) {
        Found found = new Found(vm.entry(), moment.clusters().get(vm.key().clusterId()));
        return inventory.show(moment, found).json();
    }

    private void addMetrics(List<byte[]> parts) {
        if (publication == fleet.publication()) {
            return;
        }
        List<byte[]> measured = new ArrayList<>();
        for (FleetVm vm : mine()) {
            if (vm != null && !vm.gone() && vm.metricsAt() > publication) {
                measured.add(vm.metricsJson());
            }
        }
        publication = fleet.publication();
        metricsSeqs = fleet.metricsSeqs();
        if (!measured.isEmpty()) {
            parts.addAll(EventText.event("metrics", id(), "{\"metrics\":[", measured, "]}"));
        }
    }

    private Iterable<FleetVm> mine() {
        return caller.seesAll() ? fleet.all() : held.stream().map(fleet::vm)::iterator;
    }

    private void addActions(Moment moment, List<byte[]> parts) {
        List<FleetActions.Told> told = fleet.actions().changedAfter(actions).stream()
                .filter(one -> caller.seesAll() || sees(fleet.vm(one.notice().key()), moment))
                .toList();
        actions = fleet.actions().position();
        actionSequence = fleet.actions().sequence();
        for (int i = 0; i < told.size(); i++) {
            // The id tells of all of them: a client that is cut off in between must hear of the others.
            String id = i == told.size() - 1 ? id() : null;
            parts.addAll(EventText.event("action", id, "", List.of(told.get(i).json()), ""));
        }
    }

    private static byte[] removal(VmKey key) {
        return EventText.bytes(
                "{\"cluster_id\":" + InventoryJson.write(key.clusterId()) + ",\"vmid\":" + key.vmid() + "}");
    }

    /**
     * What the client holds after this event: heads of all clusters, numbers of the metrics, sequence of the actions; and, since the
     * heads alone do not tell what is stale or whose a VM is, the sum of all that the caller sees.
     */
    private String id() {
        long shown = caller.seesAll() ? fleet.digest() : sumOfHeld();
        return heads + ";" + metricsSeqs + ";" + actionSequence + ";" + Long.toHexString(shown);
    }

    private long sumOfHeld() {
        return held.stream()
                .map(fleet::vm)
                .filter(vm -> vm != null)
                .mapToLong(FleetVm::hash)
                .sum();
    }

    /** The place up to which the client has been told of changes. */
    long position() {
        return position;
    }

    boolean seesAll() {
        return caller.seesAll();
    }

    boolean isAdmin() {
        return caller.isAdmin();
    }

    /** Where a viewer stands. Those who see everything and stand at the same place are told the same. */
    record Place(long position, long publication, long actions, String actionSequence) {}

    Place place() {
        return new Place(position, publication, actions, actionSequence);
    }

    /** Stands where the other does, having been told the same. */
    void follow(Viewer other) {
        ownership = other.ownership;
        position = other.position;
        publication = other.publication;
        actions = other.actions;
        heads = other.heads;
        metricsSeqs = other.metricsSeqs;
        actionSequence = other.actionSequence;
    }
}
