package io.labkeeper.actions.run;

import io.labkeeper.action.ActionKind;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.proxmox.TaskSummary;
import io.labkeeper.proxmox.Upid;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the task that an order of unknown fate has become. A task that another action already owns is not it, nor one that
 * another user started.
 *
 * @param tokenId the token with which orders are sent, {@code user@realm!name}; any token of the same user will do, since
 *     tokens are renewed
 * @param taken UPIDs of other actions
 */
record OurTask(ActionKind kind, GuestType type, int vmid, String tokenId, Set<String> taken) {

    /** The earliest that fits: a later one is somebody's answer to it. */
    Optional<Upid> among(List<TaskSummary> tasks, long notBefore) {
        Collection<String> types = types();
        return tasks.stream()
                .map(TaskSummary::upid)
                .filter(upid -> upid.startTime() >= notBefore)
                .filter(upid -> types.contains(upid.type()))
                .filter(upid -> upid.id().equals(Integer.toString(vmid)))
                .filter(upid -> userOf(upid.user()).equals(userOf(tokenId))
                        && upid.user().contains("!"))
                .filter(upid -> !taken.contains(upid.text()))
                .min(Comparator.comparingLong(Upid::startTime));
    }

    private static String userOf(String token) {
        int mark = token.indexOf('!');
        return mark < 0 ? token : token.substring(0, mark);
    }

    /** The types of task that the order becomes: one of its own, or the HA manager's request. */
    private Collection<String> types() {
        boolean qemu = type == GuestType.QEMU;
        return switch (kind) {
            case START -> List.of(qemu ? "qmstart" : "vzstart", "hastart");
            case STOP -> List.of(qemu ? "qmstop" : "vzstop", "hastop");
            case SHUTDOWN -> List.of(qemu ? "qmshutdown" : "vzshutdown", "hastop");
            case REBOOT -> List.of(qemu ? "qmreboot" : "vzreboot");
            case RESET -> List.of("qmreset");
            case SUSPEND -> qemu ? List.of("qmpause", "qmsuspend") : List.of("vzsuspend");
            case RESUME -> List.of(qemu ? "qmresume" : "vzresume");
        };
    }

    /** Whether a task was handed over to the HA manager, and ends before the fact. */
    static boolean byHaManager(Upid upid) {
        return upid.type().startsWith("ha");
    }
}
