package io.labkeeper.actions.run;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.lifecycle.End;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.GuestStatus;
import io.labkeeper.proxmox.GuestType;
import java.time.Duration;
import java.util.Optional;

/**
 * A guest as {@code status/current} has just shown it, and what follows for a wish.
 *
 * @param ref where it is
 */
record TrueState(GuestRef ref, GuestStatus status) {

    boolean running() {
        return "running".equals(status.status());
    }

    boolean stopped() {
        return "stopped".equals(status.status());
    }

    /**
     * Whether a backup has begun the VM only to read its disks: it runs no code, and is down again afterwards unless somebody starts it
     * meanwhile (qemu-server {@code src/PVE/QemuServer.pm}: start of a VM held by a backup resumes it).
     */
    private boolean heldByBackup() {
        return "backup".equals(status.lock()) && !"running".equals(status.word());
    }

    /** Whether the wish is met by what is, so that no order is needed; never so for what is to happen again. */
    boolean meets(ActionKind kind) {
        return switch (kind) {
            case START -> running() && !heldByBackup();
            case STOP, SHUTDOWN -> stopped();
            case SUSPEND -> "paused".equals(status.word());
            case RESUME -> running() && "running".equals(status.word());
            case REBOOT, RESET -> false;
        };
    }

    /**
     * Whether the wish is met some time after it was ordered; a reboot shows in an uptime shorter than that time.
     *
     * @param sinceOrder how long ago the order was sent
     */
    boolean meetsSince(ActionKind kind, Duration sinceOrder) {
        if (kind != ActionKind.REBOOT) {
            return meets(kind);
        }
        // Proxmox gives whole seconds, rounded down: only one more surely lies after the order.
        return running() && status.uptime().isPresent() && status.uptime().getAsLong() + 1 <= sinceOrder.toSeconds();
    }

    /**
     * Whether the state has followed a task that ended well before the fact. Such a reboot's task ends when the guest is down, so
     * one that runs is up again.
     */
    boolean hasFollowed(ActionKind kind) {
        return kind == ActionKind.REBOOT ? running() : meets(kind);
    }

    /** The end that needs no order: already so, or not possible; empty if Proxmox is to be asked. */
    Optional<End> endWithoutOrder(ActionKind kind) {
        if (status.template()) {
            return Optional.of(End.failed(ProxmoxWords.template(null)));
        }
        if (kind == ActionKind.RESET && ref.type() == GuestType.LXC) {
            return Optional.of(End.failed(
                    Failure.of(ErrorCode.PROXMOX_ERROR, "Proxmox cannot reset a container; reboot it instead.")));
        }
        if (meets(kind)) {
            return Optional.of(met(kind, false));
        }
        if (stopped() && kind != ActionKind.START && kind != ActionKind.RESUME) {
            return Optional.of(End.failed(Failure.of(ErrorCode.PROXMOX_ERROR, "The VM is not running.")));
        }
        return Optional.empty();
    }

    /** Success as this observation shows it. */
    End met(ActionKind kind, Boolean changed) {
        return End.succeeded(changed, overlay(kind));
    }

    /** What may lie over older observations: nothing for HA guests, whose manager may have other plans, nor for pauses missed. */
    private VmStatus overlay(ActionKind kind) {
        boolean shows = kind.outcome().filter(VmStatus.RUNNING::equals).isEmpty() || "running".equals(status.word());
        return status.haManaged() || !shows ? null : kind.outcome().orElse(null);
    }
}
