package io.labkeeper.simulator.control;

import io.labkeeper.simulator.state.AgentMode;
import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.GuestSpec;
import io.labkeeper.simulator.state.HaState;
import io.labkeeper.simulator.state.Seed;
import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.task.Task;
import io.labkeeper.simulator.task.Tasks;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What happens to guests behind our back. Changes that Proxmox would make as a task leave one by root@pam in the task
 * list. Every method that names a guest throws {@link NoSuchElementException} if there is none of that number.
 */
public final class GuestControl {

    private static final long GIB = 1L << 30;
    private static final String ROOT = "root@pam";

    private final World world;
    private final Tasks tasks;

    GuestControl(World world, Tasks tasks) {
        this.world = world;
        this.tasks = tasks;
    }

    /** Creates a stopped guest with the next free number. */
    public int create(GuestKind kind, String node, String name) {
        return world.locked(() -> create(world.cluster().nextId(), kind, node, name));
    }

    /**
     * Creates a stopped guest with two cores, 2 GiB, one interface and, for a VM, a working agent.
     *
     * @return its number
     * @throws IllegalArgumentException if the number is taken or there is no such node
     */
    public int create(int vmid, GuestKind kind, String node, String name) {
        return world.locked(() -> {
            requireNode(node);
            boolean vm = kind == GuestKind.QEMU;
            GuestSpec spec = new GuestSpec(
                    name,
                    vm ? "l26" : "debian",
                    List.of(),
                    new GuestSpec.Size(2, 2 * GIB, 16 * GIB),
                    List.of(Seed.nic(world.cluster().id(), vmid, 0, false)),
                    new GuestSpec.Traits(false, null, vm ? AgentMode.OK : AgentMode.NONE, false));
            Guest.Birth birth = new Guest.Birth(world.now(), UUID.randomUUID().toString());
            world.cluster().add(new Guest(vmid, kind, node, spec, birth));
            note(node, kind.taskPrefix() + "create", vmid);
            return vmid;
        });
    }

    public void delete(int vmid) {
        change(vmid, guest -> {
            world.cluster().remove(vmid);
            note(guest.node(), guest.kind().taskPrefix() + "destroy", vmid);
        });
    }

    /** Deletes them in one moment: no list lacks only some of them. */
    public void delete(Collection<Integer> vmids) {
        world.locked(() -> vmids.forEach(vmid -> delete(vmid.intValue())));
    }

    public void rename(int vmid, String name) {
        edit(vmid, spec -> spec.withName(name));
    }

    /** Changes what stands in the configuration; no task, as in Proxmox. */
    public void edit(int vmid, UnaryOperator<GuestSpec> edit) {
        change(vmid, guest -> guest.spec(edit.apply(guest.spec())));
    }

    public void start(int vmid) {
        change(vmid, guest -> {
            guest.state(Guest.RUNNING, world.now());
            note(guest.node(), guest.kind().taskPrefix() + "start", vmid);
        });
    }

    public void stop(int vmid) {
        change(vmid, guest -> {
            guest.state(Guest.STOPPED, world.now());
            note(guest.node(), guest.kind().taskPrefix() + "stop", vmid);
        });
    }

    /** Sets any raw state ("paused", "io-error", …) without a task, as when a guest changes by itself. */
    public void state(int vmid, String state) {
        change(vmid, guest -> guest.state(state, world.now()));
    }

    /** As after a suspend to disk: stopped, a VM with the lock that says so, and to be woken up with its memory. */
    public void suspendToDisk(int vmid) {
        change(vmid, guest -> {
            guest.lock(guest.kind() == GuestKind.QEMU ? "suspended" : null);
            guest.suspendedToDisk(true);
            guest.state(Guest.STOPPED, world.now());
        });
    }

    /** Moves a guest at once. */
    public void migrate(int vmid, String node) {
        migrate(vmid, node, Duration.ZERO);
    }

    /** Moves a guest: locked with "migrate" for the duration, then its configuration is on the other node. */
    public void migrate(int vmid, String node, Duration duration) {
        requireNode(node);
        change(vmid, guest -> {
            Task task = begin(guest.node(), migration(guest.kind()), vmid);
            if (duration.isZero()) {
                arrive(guest, node, task);
            } else {
                guest.lock("migrate");
                world.later(duration, () -> arrive(guest, node, task));
            }
        });
    }

    /** Not made like the others (qemu-server {@code src/PVE/API2/Qemu.pm}). */
    private static String migration(GuestKind kind) {
        return kind == GuestKind.QEMU ? "qmigrate" : "vzmigrate";
    }

    private void arrive(Guest guest, String node, Task task) {
        guest.node(node);
        if ("migrate".equals(guest.lock())) {
            guest.lock(null);
        }
        tasks.end(task, Task.OK);
    }

    /**
     * @param word "backup", "snapshot", …
     */
    public void lock(int vmid, String word) {
        change(vmid, guest -> guest.lock(word));
    }

    public void unlock(int vmid) {
        change(vmid, guest -> guest.lock(null));
    }

    /** Lays down how the guest's next power task goes; several are used up in order. */
    public void nextTask(int vmid, TaskOutcome outcome) {
        change(vmid, guest -> guest.nextOutcome(outcome));
    }

    /**
     * Puts a guest under the HA stack.
     *
     * @param target where its next start happens; null for where it is
     */
    public void manageByHa(int vmid, String target) {
        if (target != null) {
            requireNode(target);
        }
        change(vmid, guest -> guest.ha(new HaState(guest.alive() ? "started" : "stopped", target)));
    }

    public void releaseFromHa(int vmid) {
        change(vmid, guest -> guest.ha(null));
    }

    /** Reads something of a guest as it truly is. */
    public <T> T look(int vmid, Function<Guest, T> question) {
        return world.locked(() -> question.apply(find(vmid)));
    }

    /** The true raw state: "running", "stopped", … */
    public String state(int vmid) {
        return look(vmid, Guest::state);
    }

    /** The node on which its configuration is. */
    public String node(int vmid) {
        return look(vmid, Guest::node);
    }

    /** All numbers, templates included, in ascending order. */
    public List<Integer> vmids() {
        return world.locked(
                () -> world.cluster().guests().stream().map(Guest::vmid).toList());
    }

    private void change(int vmid, Consumer<Guest> change) {
        world.locked(() -> change.accept(find(vmid)));
    }

    private Guest find(int vmid) {
        return world.cluster().guest(vmid).orElseThrow(() -> new NoSuchElementException("no guest " + vmid));
    }

    private void requireNode(String node) {
        if (world.cluster().node(node).isEmpty()) {
            throw new IllegalArgumentException("no node " + node);
        }
    }

    private Task begin(String node, String type, int vmid) {
        return tasks.begin(node, type, Integer.toString(vmid), ROOT);
    }

    private void note(String node, String type, int vmid) {
        tasks.end(begin(node, type, vmid), Task.OK);
    }
}
