package io.labkeeper.worker.observe;

import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.TaskSummary;
import io.labkeeper.proxmox.Upid;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The guests that tasks have touched, by the types of the tasks (pve-manager {@code www/manager6/Utils.js} has them all). A clone
 * names its source, not what it has made, which shows in the list as a new guest. Pure.
 *
 * @param configurations vmids whose configuration may be another one now
 * @param states vmids whose state may be another one now, each with the one that its last task leads to
 */
public record TouchedGuests(Set<Integer> configurations, Map<Integer, Expected> states) {
    /** Without the "qm" or "vz" of virtual machines and containers. */
    private static final Set<String> CONFIGURING =
            Set.of("clone", "config", "create", "destroy", "igrate", "migrate", "restore", "rollback", "template");

    private static final Set<String> STARTING = Set.of("start", "resume");
    private static final Set<String> ENDING = Set.of("stop", "shutdown");
    private static final Set<String> OTHER_POWER = Set.of("reboot", "reset", "suspend", "pause", "rollback");

    /**
     * What a guest is after a task.
     *
     * @param status empty if the task's type and outcome do not tell
     */
    public record Expected(Optional<VmStatus> status) {
        static final Expected ANYTHING = new Expected(Optional.empty());
    }

    /** @param ended tasks that are over, in any order */
    public static TouchedGuests by(List<TaskSummary> ended) {
        Set<Integer> configurations = new LinkedHashSet<>();
        Map<Integer, Expected> states = new LinkedHashMap<>();
        ended.stream()
                .sorted(Comparator.comparingLong(task -> task.upid().startTime()))
                .forEach(task -> vmid(task.upid()).ifPresent(vmid -> {
                    String work = work(task.upid().type());
                    if (CONFIGURING.contains(work)) {
                        configurations.add(vmid);
                    }
                    expected(work, task).ifPresent(state -> states.put(vmid, state));
                }));
        return new TouchedGuests(configurations, states);
    }

    private static Optional<Expected> expected(String work, TaskSummary task) {
        boolean known = STARTING.contains(work) || ENDING.contains(work);
        if (!known && !OTHER_POWER.contains(work)) {
            return Optional.empty();
        }
        // The HA manager's tasks end before the fact.
        if (!known || !task.status().succeeded() || task.upid().type().startsWith("ha")) {
            return Optional.of(Expected.ANYTHING);
        }
        return Optional.of(new Expected(Optional.of(STARTING.contains(work) ? VmStatus.RUNNING : VmStatus.STOPPED)));
    }

    private static String work(String type) {
        return type.matches("(qm|vz|ha).+") ? type.substring(2) : "";
    }

    private static Optional<Integer> vmid(Upid upid) {
        return upid.id().matches("[1-9]\\d{0,8}") ? Optional.of(Integer.valueOf(upid.id())) : Optional.empty();
    }
}
