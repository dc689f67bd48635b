package io.labkeeper.simulator.power;

import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import java.time.Duration;

/** Asking a guest to shut down: some do, some do not listen. */
final class Shutdown {

    private Shutdown() {}

    /**
     * @param then what happens when it is down
     */
    static Plan plan(World world, Order order, Guest guest, Runnable then) {
        if (!guest.spec().traits().ignoresShutdown()) {
            return new Plan.Act(null, then);
        }
        Duration timeout = order.seconds("timeout", world.time(Timing.SHUTDOWN_TIMEOUT));
        if (order.flag("forceStop")) {
            return new Plan.Act(timeout, then);
        }
        return new Plan.FailLater(timeout, failure(order, timeout));
    }

    private static String failure(Order order, Duration timeout) {
        return order.kind() == GuestKind.QEMU
                ? "VM quit/powerdown failed - got timeout"
                : "command 'lxc-stop -n " + order.vmid() + " --timeout " + timeout.toSeconds()
                        + "' failed: exit code 1";
    }
}
