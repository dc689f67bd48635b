package io.labkeeper.simulator.api;

import static io.labkeeper.simulator.api.Route.needs;

import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.state.AgentMode;
import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;

/** The addresses inside a guest: by its agent (QEMU), or by looking into the container. */
public final class AddressRoutes {

    private final World world;

    public AddressRoutes(World world) {
        this.world = world;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/nodes/{node}/qemu/{vmid}/agent/network-get-interfaces",
                        new Route.Right("/vms/{vmid}", this::agentPrivileges),
                        new Schema(),
                        this::askAgent),
                Route.get(
                        "/nodes/{node}/lxc/{vmid}/interfaces",
                        needs("/vms/{vmid}", "VM.Audit"),
                        new Schema(),
                        this::container));
    }

    private List<String> agentPrivileges() {
        return world.settings().release().guestAgentPrivileges()
                ? List.of("VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted")
                : List.of("VM.Monitor");
    }

    /** Fails in Proxmox's order: not configured, not running, no answer to a ping, no answer to the question. */
    private Future<Object> askAgent(Call call) {
        Guest guest = GuestRoutes.find(world, GuestKind.QEMU, call);
        AgentMode agent = guest.spec().traits().agent();
        if (agent == AgentMode.NONE) {
            throw ApiError.died("No QEMU guest agent configured");
        }
        if (!guest.alive()) {
            throw ApiError.died("VM " + guest.vmid() + " is not running");
        }
        if (agent == AgentMode.NOT_RUNNING) {
            return after(Timing.AGENT_PING_TIMEOUT, ApiError.died("QEMU guest agent is not running"));
        }
        if (agent == AgentMode.HANGS) {
            return after(
                    Timing.AGENT_TIMEOUT,
                    ApiError.died(
                            "VM " + guest.vmid() + " qmp command 'guest-network-get-interfaces' failed - got timeout"));
        }
        return answer(guest);
    }

    private Future<Object> answer(Guest guest) {
        Duration delay = world.time(Timing.AGENT_DELAY);
        if (delay.isZero()) {
            return Future.succeededFuture(InterfaceView.agent(guest));
        }
        Promise<Object> promise = Promise.promise();
        world.later(delay, () -> promise.complete(InterfaceView.agent(guest)));
        return promise.future();
    }

    private Future<Object> after(Timing delay, ApiError error) {
        Promise<Object> promise = Promise.promise();
        world.later(world.time(delay), () -> promise.fail(error));
        return promise.future();
    }

    private Object container(Call call) {
        Guest guest = GuestRoutes.find(world, GuestKind.LXC, call);
        return guest.alive()
                ? InterfaceView.container(guest, world.settings().release().containerAddressLists())
                : null;
    }
}
