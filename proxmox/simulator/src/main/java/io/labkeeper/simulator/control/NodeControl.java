package io.labkeeper.simulator.control;

import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.Node;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.task.Tasks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/** What happens to nodes, and to the cluster's quorum. Unknown nodes: {@link NoSuchElementException}. */
public final class NodeControl {

    private final World world;
    private final Tasks tasks;
    private final Map<String, Set<Integer>> ranOn = new HashMap<>();

    NodeControl(World world, Tasks tasks) {
        this.world = world;
        this.tasks = tasks;
    }

    /** Cuts the power: its guests die, its tasks end with "unexpected status", lists show it offline. */
    public void down(String name) {
        world.locked(() -> {
            Node node = find(name);
            if (node.status() == Node.Status.DOWN) {
                return;
            }
            node.status(Node.Status.DOWN);
            tasks.list(task -> task.running() && task.upid().node().equals(name))
                    .forEach(task -> tasks.interrupt(task, "unexpected status"));
            Set<Integer> ran = new TreeSet<>();
            for (Guest guest : world.cluster().guestsOn(name)) {
                if (guest.alive()) {
                    ran.add(guest.vmid());
                    guest.state(Guest.STOPPED, world.now());
                }
            }
            ranOn.put(name, ran);
        });
    }

    /** Brings it back, and with it the guests that ran when it went down. */
    public void up(String name) {
        world.locked(() -> {
            Node node = find(name);
            if (node.status() == Node.Status.DOWN) {
                node.bootedAt(world.now());
                ranOn.getOrDefault(name, Set.of()).forEach(vmid -> world.cluster()
                        .guest(vmid)
                        .filter(guest -> guest.node().equals(name))
                        .ifPresent(guest -> guest.state(Guest.RUNNING, world.now())));
            }
            node.status(Node.Status.UP);
        });
    }

    /**
     * Leaves it online in lists, but fails what is passed on to it.
     *
     * @param status 595, 596 or 599
     */
    public void unreachable(String name, int status) {
        world.locked(() -> {
            find(name).proxyStatus(status);
            find(name).status(Node.Status.UNREACHABLE);
        });
    }

    /** Lets its statistics daemon (pvestatd) hang, or go on: it and its guests go on working, but lists hear no more of them. */
    public void statistics(String name, boolean works) {
        world.locked(() -> find(name).reporting(works));
    }

    public void quorum(boolean quorate) {
        world.locked(() -> world.cluster().quorate(quorate));
    }

    public List<String> names() {
        return world.locked(
                () -> world.cluster().nodes().stream().map(Node::name).toList());
    }

    private Node find(String name) {
        return world.cluster().node(name).orElseThrow(() -> new NoSuchElementException("no node " + name));
    }
}
