package io.labkeeper.simulator.task;

import io.labkeeper.simulator.state.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** All tasks of the cluster, the oldest finished ones forgotten beyond a number. Guarded by the world's lock. */
public final class Tasks {

    private static final int KEPT = 20_000;

    private final World world;
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private int lastPid = 1200;

    public Tasks(World world) {
        this.world = world;
    }

    /**
     * @param user who ordered it: "user@realm" or "user@realm!token"
     */
    public Task begin(String node, String type, String id, String user) {
        long now = world.now().getEpochSecond();
        lastPid++;
        Task task = new Task(new Upid(node, lastPid, now * 100 & 0xFFFFFFFFL, now, type, id, user));
        tasks.put(task.upid().toString(), task);
        forgetOldest();
        return task;
    }

    private void forgetOldest() {
        if (tasks.size() > KEPT) {
            Task oldest = tasks.values().iterator().next();
            if (!oldest.running()) {
                tasks.remove(oldest.upid().toString());
            }
        }
    }

    /** Ends a task that is still running; does nothing if it has ended already. */
    public void end(Task task, String exitStatus) {
        if (task.running()) {
            task.end(exitStatus, world.now().getEpochSecond());
        }
    }

    /** Ends a running task from outside. */
    public void interrupt(Task task, String exitStatus) {
        if (task.running()) {
            end(task, exitStatus);
            task.runInterruptAction();
        }
    }

    public Optional<Task> find(String upid) {
        return Optional.ofNullable(tasks.get(upid));
    }

    /** Newest first. */
    public List<Task> list(Predicate<Task> wanted) {
        List<Task> found = new ArrayList<>();
        for (Task task : tasks.values()) {
            if (wanted.test(task)) {
                found.add(task);
            }
        }
        Collections.reverse(found);
        return found;
    }
}
