package io.labkeeper.simulator.api;

import static io.labkeeper.simulator.api.Route.get;
import static io.labkeeper.simulator.api.Route.needs;

import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.World;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Reading one guest: its configuration and its true state now. */
public final class GuestRoutes {

    private final World world;

    public GuestRoutes(World world) {
        this.world = world;
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (GuestKind kind : GuestKind.values()) {
            String base = "/nodes/{node}/" + kind.word();
            Schema forConfig = new Schema().bool("current").text("snapshot");
            routes.add(get(base, null, new Schema().bool("full"), call -> list(kind, call)));
            routes.add(get(base + "/{vmid}/config", audit(), forConfig, call -> config(kind, call)));
            routes.add(get(base + "/{vmid}/status/current", audit(), new Schema(), call -> status(kind, call)));
        }
        return routes;
    }

    private static Route.Right audit() {
        return needs("/vms/{vmid}", "VM.Audit");
    }

    /** The guest in the path, which must be on that node. */
    static Guest find(World world, GuestKind kind, Call call) {
        return world.cluster()
                .guest(call.node(), kind, call.vmid())
                .orElseThrow(() -> ApiError.died(
                        "Configuration file '" + kind.configPath(call.node(), call.vmid()) + "' does not exist"));
    }

    private JsonArray list(GuestKind kind, Call call) {
        JsonArray rows = new JsonArray();
        for (Guest guest : world.cluster().guestsOn(call.node())) {
            if (guest.kind() == kind) {
                rows.add(GuestStatusView.listRow(guest, world.now()));
            }
        }
        return rows;
    }

    private JsonObject config(GuestKind kind, Call call) {
        Guest guest = find(world, kind, call);
        return kind == GuestKind.QEMU
                ? GuestConfigView.qemu(guest, world.settings().release())
                : GuestConfigView.container(guest);
    }

    private JsonObject status(GuestKind kind, Call call) {
        JsonObject status = GuestStatusView.current(find(world, kind, call), world.now());
        return world.settings().release().looseTypes() ? LooseTypes.asInSix(status, kind == GuestKind.LXC) : status;
    }
}
