package io.labkeeper.simulator.power;

import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.World;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Power actions of containers (pve-container {@code src/PVE/API2/LXC/Status.pm}): most of what is wrong is told at once,
 * and a container on another node is simply "not running" here.
 */
final class LxcPower implements KindOfPower {

    private static final String MOUNTED = "mounted";

    private final World world;

    LxcPower(World world) {
        this.world = world;
    }

    @Override
    public void refuseAtOnce(Order order) {
        boolean running = find(order).filter(Guest::alive).isPresent();
        boolean wantsStopped =
                order.command().equals("start") || order.command().equals("resume");
        if (wantsStopped && running) {
            throw ApiError.died(order.title() + " already running");
        }
        if (!wantsStopped && !running) {
            // A reboot says "VM" for a container, as Proxmox does.
            String title = order.command().equals("reboot") ? "VM " + order.vmid() : order.title();
            throw ApiError.died(title + " not running");
        }
    }

    @Override
    public Plan plan(Order order) {
        Optional<Guest> found = find(order);
        if (found.isEmpty()) {
            return new Plan.Fail(
                    "Configuration file '" + order.kind().configPath(order.node(), order.vmid()) + "' does not exist");
        }
        Guest guest = found.get();
        return switch (order.command()) {
            case "start" -> unlocked(guest, true, () -> start(guest));
            case "stop" -> unlocked(guest, true, () -> stopped(guest));
            case "shutdown" ->
                unlocked(
                        guest,
                        false,
                        () -> Shutdown.plan(world, order, guest, () -> guest.state(Guest.STOPPED, world.now())));
            case "reboot" ->
                unlocked(guest, false, () -> Shutdown.plan(world, order, guest, () -> guest.restarted(world.now())));
            case "suspend" -> unlocked(guest, false, () -> suspend(guest));
            case "resume" -> unlocked(guest, false, () -> resume(guest));
            default -> throw new IllegalArgumentException("unknown command " + order.command());
        };
    }

    private static Plan unlocked(Guest guest, boolean toleratesMounted, Supplier<Plan> then) {
        String lock = guest.lock();
        return lock == null || toleratesMounted && lock.equals(MOUNTED)
                ? then.get()
                : new Plan.Fail("CT is locked (" + lock + ")");
    }

    private Plan start(Guest guest) {
        if (guest.spec().template()) {
            return new Plan.Fail("you can't start a CT if it's a template");
        }
        return guest.alive() ? new Plan.Fail(guest.title() + " already running") : running(guest);
    }

    private Plan running(Guest guest) {
        return new Plan.Act(null, () -> {
            guest.suspendedToDisk(false);
            guest.state(Guest.RUNNING, world.now());
        });
    }

    private Plan stopped(Guest guest) {
        return guest.alive()
                ? new Plan.Act(null, () -> guest.state(Guest.STOPPED, world.now()))
                : new Plan.Fail(guest.title() + " not running");
    }

    /** An experimental checkpoint to disk. */
    private Plan suspend(Guest guest) {
        return new Plan.Act(null, () -> {
            guest.suspendedToDisk(true);
            guest.state(Guest.STOPPED, world.now());
        });
    }

    private Plan resume(Guest guest) {
        return guest.suspendedToDisk()
                ? running(guest)
                : new Plan.Fail("command 'lxc-checkpoint -n " + guest.vmid() + " -r' failed: exit code 1");
    }

    private Optional<Guest> find(Order order) {
        return world.cluster().guest(order.node(), order.kind(), order.vmid());
    }
}
