package io.labkeeper.simulator.power;

import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.task.Task;
import io.labkeeper.simulator.task.Tasks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Runs tasks on guests, one at a time per guest and node, as Proxmox's lock files make it. */
final class GuestWorker {

    private final World world;
    private final Tasks tasks;
    private final Map<String, Task> holders = new HashMap<>();
    private final Map<String, Deque<Job>> waiting = new HashMap<>();

    GuestWorker(World world, Tasks tasks) {
        this.world = world;
        this.tasks = tasks;
    }

    private record Job(Task task, Order order, Supplier<Plan> planner) {

        String lockKey() {
            return order.node() + "/" + order.vmid();
        }
    }

    /**
     * Begins a task.
     *
     * @param planner asked once the task holds the lock file: only then does Proxmox look at the guest
     */
    Task begin(Order order, Supplier<Plan> planner) {
        Task task = tasks.begin(order.node(), order.taskType(), Integer.toString(order.vmid()), order.user());
        Job job = new Job(task, order, planner);
        task.onInterrupt(() -> release(job));
        if (holders.putIfAbsent(job.lockKey(), task) == null) {
            work(job);
        } else {
            queue(job);
        }
        return task;
    }

    private void queue(Job job) {
        waiting.computeIfAbsent(job.lockKey(), key -> new ArrayDeque<>()).add(job);
        world.later(world.time(Timing.FILE_LOCK_TIMEOUT), () -> giveUp(job));
    }

    private void giveUp(Job job) {
        Deque<Job> queue = waiting.get(job.lockKey());
        if (queue != null && queue.remove(job)) {
            String file = job.order().kind().lockPath(job.order().vmid());
            tasks.end(job.task(), "can't lock file '" + file + "' - got timeout");
        }
    }

    private void work(Job job) {
        Plan plan = job.planner().get();
        if (plan instanceof Plan.Fail fail) {
            end(job, fail.error());
        } else if (plan instanceof Plan.Nothing) {
            end(job, Task.OK);
        } else if (plan instanceof Plan.FailLater fail) {
            world.later(fail.takes(), () -> end(job, fail.error()));
        } else if (plan instanceof Plan.Act act) {
            act(job, act);
        }
    }

    private void act(Job job, Plan.Act act) {
        TaskOutcome outcome = world.cluster()
                .guest(job.order().vmid())
                .map(Guest::takeOutcome)
                .orElse(TaskOutcome.GOOD);
        Duration usual = act.takes() == null ? world.time(Timing.TASK_DURATION) : act.takes();
        Duration takes = outcome.duration() == null ? usual : outcome.duration();
        world.later(takes, () -> conclude(job, act, outcome));
    }

    private void conclude(Job job, Plan.Act act, TaskOutcome outcome) {
        if (!job.task().running()) {
            return;
        }
        if (outcome.error() != null) {
            end(job, outcome.error());
            return;
        }
        act.effect().run();
        if (outcome.diesAfter() != null) {
            world.later(outcome.diesAfter(), () -> die(job.order().vmid()));
        }
        end(job, outcome.exitStatus());
    }

    private void die(int vmid) {
        world.cluster().guest(vmid).ifPresent(guest -> guest.state(Guest.STOPPED, world.now()));
    }

    private void end(Job job, String exitStatus) {
        if (job.task().running()) {
            tasks.end(job.task(), exitStatus);
            release(job);
        }
    }

    private void release(Job job) {
        Deque<Job> queue = waiting.getOrDefault(job.lockKey(), new ArrayDeque<>());
        queue.remove(job);
        if (!holders.remove(job.lockKey(), job.task())) {
            return;
        }
        Job next = queue.poll();
        if (next == null) {
            waiting.remove(job.lockKey());
        } else {
            holders.put(next.lockKey(), next.task());
            work(next);
        }
    }
}
