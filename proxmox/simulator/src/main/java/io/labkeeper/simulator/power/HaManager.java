package io.labkeeper.simulator.power;

import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.task.Task;
import io.labkeeper.simulator.task.Tasks;

/**
 * The high-availability stack: an order for a managed guest only records a request, and the task ends with that; the
 * change follows later, possibly on another node, as a task of root.
 */
final class HaManager {

    private final World world;
    private final Tasks tasks;

    HaManager(World world, Tasks tasks) {
        this.world = world;
        this.tasks = tasks;
    }

    /** Whether the order is for the stack: decided by number, wherever the guest is. */
    boolean manages(int vmid) {
        return world.cluster().guest(vmid).filter(g -> g.ha() != null).isPresent();
    }

    Task request(Order order) {
        boolean start = order.command().equals("start");
        Task task =
                tasks.begin(order.node(), start ? "hastart" : "hastop", Integer.toString(order.vmid()), order.user());
        world.later(world.time(Timing.TASK_DURATION).dividedBy(4), () -> record(task, order.vmid(), start));
        return task;
    }

    private void record(Task task, int vmid, boolean start) {
        world.cluster().guest(vmid).filter(g -> g.ha() != null).ifPresent(guest -> {
            guest.ha(guest.ha().with(start ? "started" : "request_stop"));
            world.later(world.time(Timing.HA_DELAY), () -> carryOut(vmid, start));
        });
        tasks.end(task, Task.OK);
    }

    private void carryOut(int vmid, boolean start) {
        Guest guest = world.cluster().guest(vmid).orElse(null);
        if (guest == null || guest.ha() == null || guest.alive() == start) {
            return;
        }
        if (start && guest.ha().target() != null) {
            guest.node(guest.ha().target());
        }
        String type = guest.kind().taskPrefix() + (start ? "start" : "shutdown");
        Task task = tasks.begin(guest.node(), type, Integer.toString(vmid), "root@pam");
        guest.state(start ? Guest.RUNNING : Guest.STOPPED, world.now());
        guest.ha(guest.ha().with(start ? "started" : "stopped"));
        tasks.end(task, Task.OK);
    }
}
