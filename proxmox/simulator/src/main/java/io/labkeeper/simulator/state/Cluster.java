package io.labkeeper.simulator.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The truth: nodes and guests as they are this instant, whatever lists may show.
 *
 * <p>Not thread-safe by itself: everything in the simulator that touches state runs under the lock of {@link World}.
 */
public final class Cluster {

    private final String id;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final TreeMap<Integer, Guest> guests = new TreeMap<>();
    private boolean quorate = true;

    public Cluster(String id, List<Node> nodes) {
        this.id = id;
        nodes.forEach(node -> this.nodes.put(node.name(), node));
    }

    public String id() {
        return id;
    }

    public Collection<Node> nodes() {
        return nodes.values();
    }

    public Optional<Node> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /** The node that answers: the first one that is up. */
    public Node local() {
        return nodes.values().stream()
                .filter(node -> node.status() == Node.Status.UP)
                .findFirst()
                .orElseGet(() -> nodes.values().iterator().next());
    }

    /** All guests, by number. */
    public Collection<Guest> guests() {
        return guests.values();
    }

    public List<Guest> guestsOn(String node) {
        List<Guest> found = new ArrayList<>();
        for (Guest guest : guests.values()) {
            if (guest.node().equals(node)) {
                found.add(guest);
            }
        }
        return found;
    }

    public Optional<Guest> guest(int vmid) {
        return Optional.ofNullable(guests.get(vmid));
    }

    /** The guest if its configuration lies on that node and is of that kind. */
    public Optional<Guest> guest(String node, GuestKind kind, int vmid) {
        return guest(vmid).filter(g -> g.kind() == kind && g.node().equals(node));
    }

    /**
     * @throws IllegalArgumentException if the number is taken
     */
    public void add(Guest guest) {
        if (guests.putIfAbsent(guest.vmid(), guest) != null) {
            throw new IllegalArgumentException("guest " + guest.vmid() + " exists");
        }
    }

    public void remove(int vmid) {
        guests.remove(vmid);
    }

    /** Takes over another cluster's nodes and guests. */
    public void become(Cluster other) {
        nodes.clear();
        nodes.putAll(other.nodes);
        guests.clear();
        guests.putAll(other.guests);
        quorate = true;
    }

    /** The smallest free number from 100 up, as {@code /cluster/nextid} would say. */
    public int nextId() {
        int candidate = 100;
        while (guests.containsKey(candidate)) {
            candidate++;
        }
        return candidate;
    }

    public boolean quorate() {
        return quorate;
    }

    public void quorate(boolean value) {
        quorate = value;
    }
}
