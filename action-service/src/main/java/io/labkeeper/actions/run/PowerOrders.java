package io.labkeeper.actions.run;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.lifecycle.Wish;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.proxmox.PowerOrder;
import io.labkeeper.proxmox.Upid;
import java.util.Optional;

/** From a wish to Proxmox's order, and what that order's task proves. */
final class PowerOrders {

    private PowerOrders() {}

    /** Options that make no sense for the kind are left out: Proxmox refuses parameters that it does not know. */
    static PowerOrder of(Wish wish, GuestType type, boolean withoutOverrule) {
        return new PowerOrder(
                PowerOrder.Command.valueOf(wish.kind().name()),
                takesTimeout(wish.kind(), type) ? wish.timeout() : Optional.empty(),
                wish.force() && wish.kind() == ActionKind.SHUTDOWN,
                wish.overrule() && wish.kind() == ActionKind.STOP && !withoutOverrule);
    }

    /**
     * The status that the end of the order's own task proves. A container that was suspended is a checkpoint on disk: Proxmox calls that
     * experimental, and the guest itself is shown as stopped.
     */
    static Optional<VmStatus> outcome(ActionKind kind, GuestType type) {
        return kind == ActionKind.SUSPEND && type == GuestType.LXC ? Optional.empty() : kind.outcome();
    }

    private static boolean takesTimeout(ActionKind kind, GuestType type) {
        return switch (kind) {
            case START, STOP -> type == GuestType.QEMU;
            case SHUTDOWN, REBOOT -> true;
            case RESET, SUSPEND, RESUME -> false;
        };
    }

    /**
     * Whether the task ends before the state follows: a QEMU reboot ends when the guest is down, and a task of the HA manager when
     * the request is noted.
     */
    static boolean endsBeforeTheFact(ActionKind kind, GuestType type, Upid upid) {
        return OurTask.byHaManager(upid) || (kind == ActionKind.REBOOT && type == GuestType.QEMU);
    }
}
