package io.labkeeper.simulator.power;

import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import java.util.Optional;
import java.util.function.Function;

/** Power actions of VMs (qemu-server {@code PVE/API2/Qemu.pm}, {@code PVE/QemuServer.pm}). */
final class QemuPower implements KindOfPower {

    private static final String SUSPENDED = "suspended";

    private final World world;

    QemuPower(World world) {
        this.world = world;
    }

    @Override
    public void refuseAtOnce(Order order) {
        switch (order.command()) {
            case "start", "stop" -> {}
            case "shutdown" -> refuseIfPaused(order, !order.flag("forceStop"));
            case "resume" -> {
                if (!SUSPENDED.equals(here(order, this::missingForWork).lock())) {
                    refuseIfNotRunning(order);
                }
            }
            case "reboot" -> {
                refuseIfNotRunning(order);
                refuseIfPaused(order, true);
            }
            default -> refuseIfNotRunning(order);
        }
    }

    private void refuseIfPaused(Order order, boolean refuse) {
        Optional<Guest> guest = find(order);
        if (refuse && guest.isPresent() && guest.get().state().equals(Guest.PAUSED)) {
            throw ApiError.died("VM is paused - cannot shutdown");
        }
    }

    private void refuseIfNotRunning(Order order) {
        if (!here(order, this::missingForWork).alive()) {
            throw ApiError.died(order.title() + " not running");
        }
    }

    @Override
    public Plan plan(Order order) {
        Optional<Guest> found = find(order);
        if (found.isEmpty()) {
            return new Plan.Fail(order.command().equals("start") ? missingConfig(order) : missingForWork(order));
        }
        Guest guest = found.get();
        return switch (order.command()) {
            case "start" -> start(guest);
            case "stop" -> guest.alive() ? unlocked(guest, g -> stopped(g)) : new Plan.Nothing();
            case "shutdown" -> guest.alive() ? unlocked(guest, g -> shutdown(order, g)) : new Plan.Nothing();
            case "reboot" -> unlocked(guest, g -> reboot(order, g));
            case "reset" -> unlocked(guest, g -> new Plan.Act(null, () -> g.restarted(world.now())));
            case "suspend" -> unlocked(guest, g -> suspend(order, g));
            case "resume" -> SUSPENDED.equals(guest.lock()) ? start(guest) : unlocked(guest, this::running);
            default -> throw new IllegalArgumentException("unknown command " + order.command());
        };
    }

    /** A VM held by a running backup is resumed in spite of the lock; one suspended to disk is woken up. */
    private Plan start(Guest guest) {
        if (guest.spec().template()) {
            return new Plan.Fail("you can't start a vm if it's a template");
        }
        if ("backup".equals(guest.lock()) && guest.alive()) {
            return running(guest);
        }
        if (SUSPENDED.equals(guest.lock())) {
            return new Plan.Act(null, () -> {
                guest.lock(null);
                guest.suspendedToDisk(false);
                guest.state(Guest.RUNNING, world.now());
            });
        }
        return unlocked(guest, g -> g.alive() ? new Plan.Fail(g.title() + " already running") : running(g));
    }

    private static Plan unlocked(Guest guest, Function<Guest, Plan> then) {
        return guest.lock() == null ? then.apply(guest) : new Plan.Fail("VM is locked (" + guest.lock() + ")");
    }

    private Plan running(Guest guest) {
        return new Plan.Act(null, () -> guest.state(Guest.RUNNING, world.now()));
    }

    private Plan stopped(Guest guest) {
        return new Plan.Act(null, () -> guest.state(Guest.STOPPED, world.now()));
    }

    private Plan shutdown(Order order, Guest guest) {
        if (guest.state().equals(Guest.PAUSED)) {
            return stopped(guest);
        }
        return Shutdown.plan(world, order, guest, () -> guest.state(Guest.STOPPED, world.now()));
    }

    /** The task ends when the VM is down; something else starts it again a little later. */
    private Plan reboot(Order order, Guest guest) {
        return Shutdown.plan(world, order, guest, () -> {
            guest.state(Guest.STOPPED, world.now());
            world.later(world.time(Timing.REBOOT_GAP), () -> guest.state(Guest.RUNNING, world.now()));
        });
    }

    private Plan suspend(Order order, Guest guest) {
        if (!order.flag("todisk")) {
            return new Plan.Act(null, () -> guest.state(Guest.PAUSED, world.now()));
        }
        return new Plan.Act(null, () -> {
            guest.lock(SUSPENDED);
            guest.suspendedToDisk(true);
            guest.state(Guest.STOPPED, world.now());
        });
    }

    private Guest here(Order order, Function<Order, String> message) {
        return find(order).orElseThrow(() -> ApiError.died(message.apply(order)));
    }

    private Optional<Guest> find(Order order) {
        return world.cluster().guest(order.node(), order.kind(), order.vmid());
    }

    private String missingConfig(Order order) {
        return "Configuration file '" + order.kind().configPath(order.node(), order.vmid()) + "' does not exist";
    }

    private String missingForWork(Order order) {
        return "unable to find configuration file for VM " + order.vmid() + " on node '" + order.node() + "'";
    }
}
